import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvRecords, LONGEST_LINE, toCsvLine } from './csv-records.js';

const read = (pieces: readonly string[]) => {
  const records = new CsvRecords();
  return [...pieces.flatMap((piece) => [...records.push(piece)]), ...records.end()].map((record) =>
    'fields' in record ? [record.line, ...record.fields] : `${record.line}: ${record.fault}`,
  );
};
const fault = (line: number) => `${line}: a quote is out of place or never closed`;

describe('CsvRecords', () => {
  it('reads lines, whatever their end, and passes over empty ones', () => {
    expect(read(['a,b\r\n1,2\n\n3,4'])).toEqual([
      [1, 'a', 'b'],
      [2, '1', '2'],
      [4, '3', '4'],
    ]);
  });

  it('reads quoted fields with commas, quotes and newlines, under the line where they begin', () => {
    expect(read(['x,"a, b"\n"say ""hi""",y\n"two\nlines",z\nend,1'])).toEqual([
      [1, 'x', 'a, b'],
      [2, 'say "hi"', 'y'],
      [3, 'two\nlines', 'z'],
      [5, 'end', '1'],
    ]);
  });

  it('loses one row to a quote that is never closed', () => {
    const good = Array.from({ length: 200 }, (_, index) => `${index},ok`);
    const all = read([['a,"open', ...good].join('\n')]);
    expect(all[0]).toEqual(fault(1));
    expect(all).toHaveLength(201);
    expect(all[200]).toEqual([201, '199', 'ok']);
  });

  it('loses one row to a quote in the wrong place, and finds the quoted row after it', () => {
    expect(read(['6" pan,1\n"a, b",2\n"x"y,3\nlast,4\n'])).toEqual([
      fault(1),
      [2, 'a, b', '2'],
      fault(3),
      [4, 'last', '4'],
    ]);
  });

  it('gives the same however the text is cut into pieces', () => {
    const text = 'id,name\n1,"a, ""b"""\n2,"two\nlines"\n"open,3\n4,plain\n5,"q"\n';
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 8 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), text.length];
        const pieces = at.slice(1).map((end, index) => text.slice(at[index], end));
        expect(read(pieces)).toEqual(read([text]));
      }),
    );
  });

  it('reads what toCsvLine writes', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 2, maxLength: 5 }), (fields) => {
        // Lines end in \n here; a carriage return inside a field comes back as it was unless it ends a line.
        fc.pre(!fields.some((field) => field.includes('\r')));
        fc.pre(fields.join('').split('\n').length < 40);
        expect(read([toCsvLine(fields)])).toEqual([[1, ...fields]]);
      }),
    );
  });

  it('ends at a line that no CSV file has', () => {
    expect(() => read(['x'.repeat(LONGEST_LINE + 1)])).toThrow(/Line 1 is longer than 1,000,000/);
  });
});
