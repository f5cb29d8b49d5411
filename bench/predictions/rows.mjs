import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Fault } from '../../scripts/setup/fault.mjs';
import { SERVER } from '../../scripts/setup/paths.mjs';

const { parse } = createRequire(join(SERVER, 'package.json'))('csv-parse/sync');

/** Rows of a CSV file with a header row, gzipped or not. */
function readCsv(file) {
  if (!existsSync(file)) throw new Fault(`There is no file ${file}.`);
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return parse(text, { columns: true, skip_empty_lines: true });
}

/** @returns [{user, item, rating}] of columns user_id, restaurant_id (or item_id), rating */
export function readRatings(file, { needsRating = true } = {}) {
  return readCsv(file).map((row, index) => {
    const [user, item, rating] = [row.user_id, row.restaurant_id ?? row.item_id, Number(row.rating)];
    const isRated = row.rating !== undefined && row.rating !== '' && Number.isFinite(rating);
    if (!user || !item || (needsRating && !isRated))
      throw new Fault(`${file}, row ${index + 2}: needs user_id, restaurant_id and a rating.`);
    return { user, item, rating: isRated ? rating : null };
  });
}

/** @returns Map of item to {cuisines, price, area} of columns id, cuisines (a;b), price_range, city */
export function readFeatures(file) {
  return new Map(
    readCsv(file).map((row) => [
      row.id,
      {
        cuisines: (row.cuisines ?? '').split(';').filter((cuisine) => cuisine !== ''),
        price: row.price_range || null,
        area: row.city || null,
      },
    ]),
  );
}
