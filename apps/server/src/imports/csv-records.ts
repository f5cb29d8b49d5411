import { parse } from 'csv-parse/sync';

/** Text of one line, the newline not counted. More is no line of a CSV file. */
export const LONGEST_LINE = 1_000_000;
// A quoted field may hold newlines, but a quote that nobody closed must not swallow the rest of the file.
const MOST_LINES_OF_A_RECORD = 50;

export type CsvRecord =
  | { readonly line: number; readonly raw: string; readonly fields: readonly string[] }
  | { readonly line: number; readonly raw: string; readonly fault: string };

export class LineTooLong extends Error {
  constructor(readonly line: number) {
    super(
      `Line ${line} is longer than ${LONGEST_LINE.toLocaleString('en')} characters: this is not a CSV file.`,
    );
  }
}

/**
 * Cuts pieces of text into the records of a CSV file. A line with a quoting fault becomes a fault of its own
 * and reading goes on with the next line, so that one bad line costs one row.
 */
export class CsvRecords {
  private rest = '';
  private readonly waiting: { text: string; line: number }[] = [];
  private line = 0;

  /** Every record that `text`, the next piece of the file, completes. */
  *push(text: string): Generator<CsvRecord> {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    if (this.rest.length > LONGEST_LINE) throw new LineTooLong(this.line + lines.length + 1);
    for (const one of lines) yield* this.take(one);
  }

  /** Every record that the end of the file completes. */
  *end(): Generator<CsvRecord> {
    if (this.rest !== '') yield* this.take(this.rest);
    this.rest = '';
    while (this.waiting.length > 0) yield* this.settle(true);
  }

  private *take(text: string): Generator<CsvRecord> {
    if (text.length > LONGEST_LINE) throw new LineTooLong(this.line + 1);
    const line = ++this.line;
    // The way of nearly every line: nothing pending, nothing quoted.
    if (this.waiting.length === 0 && !text.includes('"')) {
      const trimmed = text.endsWith('\r') ? text.slice(0, -1) : text;
      if (trimmed !== '') yield { line, raw: trimmed, fields: trimmed.split(',') };
      return;
    }
    this.waiting.push({ text: text.endsWith('\r') ? text.slice(0, -1) : text, line });
    yield* this.settle(false);
  }

  /** Takes records off the waiting lines for as long as they can be told. */
  private *settle(isEnd: boolean): Generator<CsvRecord> {
    while (this.waiting.length > 0) {
      const count = this.closedAfter();
      if (count === undefined && !isEnd && this.waiting.length < MOST_LINES_OF_A_RECORD) return;
      const lines = this.waiting.slice(0, count ?? 1);
      const raw = lines.map(({ text }) => text).join('\n');
      const line = lines[0]?.line ?? 0;
      const fields = count === undefined ? undefined : fieldsOf(raw);
      if (fields) {
        this.waiting.splice(0, lines.length);
        if (raw !== '') yield { line, raw, fields };
      } else {
        this.waiting.shift();
        yield { line, raw: lines[0]?.text ?? '', fault: 'a quote is out of place or never closed' };
      }
    }
  }

  /** Number of waiting lines after which every quote is closed. */
  private closedAfter(): number | undefined {
    let isOpen = false;
    for (const [index, { text }] of this.waiting.entries()) {
      for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) isOpen = !isOpen;
      if (!isOpen) return index + 1;
    }
    return undefined;
  }
}

function fieldsOf(raw: string): string[] | undefined {
  if (!raw.includes('"')) return raw.split(',');
  try {
    const records: string[][] = parse(raw, { relax_column_count: true });
    return records.length === 1 ? records[0] : undefined;
  } catch {
    return undefined;
  }
}

/** Fields as one line of a CSV file. */
export const toCsvLine = (fields: readonly (string | number)[]): string =>
  `${fields.map((field) => (/[",\n\r]/.test(`${field}`) ? `"${`${field}`.replaceAll('"', '""')}"` : field)).join(',')}\n`;
