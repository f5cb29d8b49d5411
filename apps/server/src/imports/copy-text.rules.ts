const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

type Value = string | number | boolean | null | readonly string[];

/** Values as one line of COPY's text format; lists become array literals. */
export const toCopyLine = (values: readonly Value[]): string => `${values.map(copyField).join('\t')}\n`;

function copyField(value: Value): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return escaped(
    `{${value.map((item) => `"${item.replaceAll(/["\\]/g, (sign) => `\\${sign}`)}"`).join(',')}}`,
  );
}

const escaped = (text: string) =>
  /[\\\t\n\r]/.test(text) ? text.replaceAll(/[\\\t\n\r]/g, (sign) => ESCAPES[sign] ?? sign) : text;
