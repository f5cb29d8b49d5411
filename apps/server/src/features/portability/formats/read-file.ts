import { type ImportSource, MOST_IMPORT_ROWS } from '@beli/contract';
import { type ReadFile, UnreadableFile } from '../kept-places.js';
import { readBeliJson } from './beli-json.js';
import { readCsv } from './csv.js';
import { readGeoJson } from './geojson.js';
import { readKml } from './kml.js';

const READERS: Record<ImportSource, (text: string) => ReadFile> = {
  google_takeout_csv: readCsv,
  google_takeout_geojson: readGeoJson,
  csv: readCsv,
  kml: readKml,
  beli_json: readBeliJson,
};

/** The places of a file, all or none. @throws UnreadableFile with what is wrong and, where known, the line */
export function readFile(source: ImportSource, text: string): ReadFile {
  const file = READERS[source](text);
  if (file.places.length > MOST_IMPORT_ROWS)
    throw new UnreadableFile(`It has more than ${MOST_IMPORT_ROWS.toLocaleString('en')} places.`);
  if (file.places.length === 0 && file.lists.length === 0) throw new UnreadableFile('It holds no places.');
  return file;
}
