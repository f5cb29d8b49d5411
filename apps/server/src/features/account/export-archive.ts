import { buffer } from 'node:stream/consumers';
import type { ExportFormat } from '@beli/contract';
import { stringify } from 'csv-stringify/sync';
import { ZipFile } from 'yazl';

type Row = Readonly<Record<string, unknown>>;

export interface ArchivePart {
  readonly name: string;
  readonly rows: readonly Row[];
}

/** A zip archive with every part as JSON, as CSV, or as both. Times of the entries are `now`. */
export async function packArchive(
  parts: readonly ArchivePart[],
  format: ExportFormat,
  now: Date,
): Promise<Buffer> {
  const zip = new ZipFile();
  const add = (name: string, text: string) => zip.addBuffer(Buffer.from(text), name, { mtime: now });
  for (const { name, rows } of parts) {
    if (format !== 'csv') add(`${name}.json`, `${JSON.stringify(rows, null, 2)}\n`);
    if (format !== 'json') add(`${name}.csv`, toCsv(rows));
  }
  zip.end();
  return buffer(zip.outputStream);
}

/** Cells that a spreadsheet would run as formulas are quoted; lists and objects are JSON. */
export const toCsv = (rows: readonly Row[]): string =>
  stringify(rows as Row[], {
    header: true,
    columns: Object.keys(rows[0] ?? {}),
    escape_formulas: true,
    cast: { boolean: (value) => String(value) },
  });
