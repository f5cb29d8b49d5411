import { UnreadableFile } from '../kept-places.js';

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws UnreadableFile with the line where it stops being JSON */
export function parseJson(text: string): unknown {
  const json = text.replace(/^\ufeff/, '');
  try {
    // Half a character is no text that a database takes; only an escape can make one.
    return /\\u[dD][89a-fA-F]/.test(json) ? JSON.parse(json, toWellFormed) : JSON.parse(json);
  } catch (error) {
    const { message } = error as Error;
    const position =
      /position (\d+)/.exec(message)?.[1] ?? (/end of JSON/.test(message) ? json.length : null);
    const line = position === null ? null : json.slice(0, Number(position)).split('\n').length;
    throw new UnreadableFile('It is not JSON.', line);
  }
}

const toWellFormed = (_key: string, value: unknown) =>
  typeof value === 'string' ? value.toWellFormed() : value;
