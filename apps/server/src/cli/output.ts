/** Results go to stdout, everything about the way there to stderr. */
export const print = (text = ''): void => void process.stdout.write(`${text}\n`);
export const note = (text: string): void => void process.stderr.write(`${text}\n`);

export const count = (value: number): string => value.toLocaleString('en-US');

/** Rows of cells in columns that line up; numbers to the right. */
export function table(rows: readonly (readonly (string | number)[])[], indent = '  '): string {
  const widths: number[] = [];
  const texts = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? count(cell) : cell)));
  for (const row of texts)
    row.forEach((text, column) => {
      widths[column] = Math.max(widths[column] ?? 0, text.length);
    });
  return texts
    .map((row, index) =>
      `${indent}${row
        .map((text, column) =>
          typeof rows[index]?.[column] === 'number'
            ? text.padStart(widths[column] ?? 0)
            : text.padEnd(widths[column] ?? 0),
        )
        .join('  ')}`.trimEnd(),
    )
    .join('\n');
}
