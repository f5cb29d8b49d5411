import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { CliFailure } from '../cli/failure.js';
import { CsvRecords, LineTooLong } from './csv-records.js';

/** A row under the names of its columns, or why it is none. */
export type CsvRow =
  | { readonly line: number; readonly raw: string; readonly fields: Readonly<Record<string, string>> }
  | { readonly line: number; readonly raw: string; readonly fault: string };

/** A CSV file with a header, plain or gzip: its content tells which, not its name. */
export class CsvFile {
  private seen = 0;

  private constructor(
    readonly path: string,
    /** bytes on disk */
    readonly size: number,
    private readonly isGzip: boolean,
  ) {}

  static async open(path: string): Promise<CsvFile> {
    const file = await open(path).catch((error: NodeJS.ErrnoException) => {
      throw new CliFailure(
        error.code === 'ENOENT' ? `There is no file ${path}.` : `${path} cannot be read: ${error.message}.`,
      );
    });
    try {
      const status = await file.stat();
      if (!status.isFile()) throw new CliFailure(`${path} is not a file.`);
      const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
      return new CsvFile(path, status.size, buffer[0] === 0x1f && buffer[1] === 0x8b);
    } finally {
      await file.close();
    }
  }

  /** Bytes of the file read so far. */
  get position(): number {
    return this.seen;
  }

  /** Its rows in batches; the file is read no faster than they are taken. */
  async *rows(required: readonly string[]): AsyncGenerator<CsvRow[]> {
    const records = new CsvRecords();
    let header: readonly string[] | undefined;
    const collect = (generated: ReturnType<CsvRecords['push']>): CsvRow[] => {
      const rows: CsvRow[] = [];
      for (const record of generated) {
        if (header) rows.push('fault' in record ? record : toRow(record, header));
        else header = this.checkHeader('fields' in record ? record.fields : [], required);
      }
      return rows;
    };
    try {
      for await (const text of this.texts()) {
        const rows = collect(records.push(text));
        if (rows.length > 0) yield rows;
      }
      yield collect(records.end());
    } catch (error) {
      throw this.explain(error as NodeJS.ErrnoException);
    }
    if (!header) throw new CliFailure(`${this.path} is empty: the first line must name the columns.`);
  }

  private async *texts(): AsyncGenerator<string> {
    const file = createReadStream(this.path);
    file.on('data', (chunk) => {
      this.seen += chunk.length;
    });
    const bytes = this.isGzip ? file.pipe(createGunzip()) : file;
    // A pipe does not carry errors on.
    if (bytes !== file) file.on('error', (error) => bytes.destroy(error));
    const decoder = new TextDecoder('utf-8');
    try {
      for await (const chunk of bytes) yield decoder.decode(chunk as Buffer, { stream: true });
      yield decoder.decode();
    } finally {
      file.destroy();
      bytes.destroy();
    }
  }

  private checkHeader(names: readonly string[], required: readonly string[]): readonly string[] {
    const missing = required.filter((name) => !names.includes(name));
    if (missing.length === 0) return names;
    throw new CliFailure(
      `${this.path} lacks the column${missing.length > 1 ? 's' : ''} ${missing.join(', ')}: its first line must name ${required.join(', ')}.`,
    );
  }

  private explain(error: NodeJS.ErrnoException): Error {
    if (error instanceof LineTooLong) return new CliFailure(error.message);
    if (error.code?.startsWith('Z_'))
      return new CliFailure(`${this.path} is a damaged or incomplete gzip file: ${error.message}.`);
    if (error.code === 'EISDIR' || error.code === 'EACCES' || error.code === 'EIO')
      return new CliFailure(`${this.path} cannot be read: ${error.message}.`);
    return error;
  }
}

function toRow(
  { line, raw, fields }: { line: number; raw: string; fields: readonly string[] },
  header: readonly string[],
): CsvRow {
  if (fields.length !== header.length)
    return { line, raw, fault: `it has ${fields.length} fields where the header names ${header.length}` };
  if (raw.includes('\0')) return { line, raw, fault: 'it contains a NUL byte' };
  // What the decoder puts in the place of bytes that are no text.
  if (raw.includes('\uFFFD')) return { line, raw, fault: 'it is not valid UTF-8 text' };
  const named: Record<string, string> = {};
  for (let index = 0; index < header.length; index++)
    named[header[index] ?? ''] = (fields[index] ?? '').trim();
  return { line, raw, fields: named };
}
