import { MOST_IMPORT_ROWS } from '@beli/contract';
import { CsvError, type Options, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { type ReadFile, readPlace, UnreadableFile, type WrittenPlace } from '../kept-places.js';
import { FLAT_NAMES, fieldName, fromFlat, toFlat } from './flat-fields.js';
import { placeInMapsUrl } from './maps-url.js';

const LONGEST_RECORD = 100_000;
// What a spreadsheet runs, after any quotes that were put before it.
const FORMULA = /^'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/** Cells that a spreadsheet would run as formulas begin with a quote, which reading takes away. */
export async function* writeCsv(places: AsyncIterable<WrittenPlace>): AsyncGenerator<string> {
  // Spreadsheets take a file for UTF-8 only when it says so.
  yield `\ufeff${stringify([FLAT_NAMES as unknown as string[]], { record_delimiter: '\r\n' })}`;
  for await (const place of places) {
    yield stringify(
      toFlat(place).map((fields) => FLAT_NAMES.map((name) => guarded(fields[name] ?? null))),
      {
        escape_formulas: true,
        record_delimiter: '\r\n',
        quoted_match: /\r|\n/,
        cast: { boolean: (value) => String(value) },
      },
    );
  }
}

/** A cell that begins with a quote and a formula gets one more, so that one can be taken away again. */
const guarded = (value: unknown) =>
  typeof value === 'string' && value.startsWith("'") && FORMULA.test(value) ? `'${value}` : value;
const unguarded = (text: string) => (text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text);

/** @throws UnreadableFile */
export function readCsv(text: string): ReadFile {
  const records = parseRecords(text);
  const [header, ...rows] = records;
  if (!header) throw new UnreadableFile('The file is empty: the first line must name the columns.');
  const names = header.record.map(fieldName);
  if (!names.includes('name')) {
    throw new UnreadableFile(
      'The first line names no column "name" or "title": is it the right file?',
      header.line,
    );
  }
  return {
    lists: [],
    places: rows
      .filter(({ record }) => record.some((cell) => cell.trim() !== ''))
      .map(({ record, line }) => {
        const cells = Object.fromEntries(
          names.map((name, index) => [name, unguarded(record[index] ?? '')] as const),
        );
        const linked = placeInMapsUrl(cells.url ?? '');
        const { place, kept } = fromFlat(cells);
        const given = Object.entries(place).filter(([, value]) => value !== null && value !== '');
        return readPlace(line, { ...linked, ...Object.fromEntries(given) }, kept);
      }),
  };
}

function parseRecords(text: string): { record: string[]; line: number }[] {
  const options: Options = {
    bom: true,
    delimiter: delimiterOf(text),
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_RECORD,
    info: true,
    // The header, and one more to see that there are too many.
    to: MOST_IMPORT_ROWS + 3,
  };
  try {
    // `lines` counts to the end of a record: it begins where the one before ended.
    let next = 1;
    return (parse(text, options) as unknown as { record: string[]; info: { lines: number } }[]).map(
      ({ record, info }) => {
        const line = next;
        next = info.lines + 1;
        return { record, line };
      },
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as CsvError & { lines?: number };
    throw new UnreadableFile(REASONS[error.code] ?? 'It is not a CSV file.', lines ?? null);
  }
}

const REASONS: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'A quote is never closed.',
  INVALID_OPENING_QUOTE: 'A quote stands in the middle of a cell.',
  CSV_INVALID_CLOSING_QUOTE: 'A quote is closed in the middle of a cell.',
  CSV_MAX_RECORD_SIZE: `A row is longer than ${LONGEST_RECORD.toLocaleString('en')} characters.`,
};

/** By the first line: commas, or what spreadsheets of other countries write. */
function delimiterOf(text: string): string {
  const first = text.slice(0, 2000).split(/[\r\n]/, 1)[0] ?? '';
  const count = (sign: string) => first.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}
