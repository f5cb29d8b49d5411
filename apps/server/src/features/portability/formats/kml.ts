import { SaxesParser } from 'saxes';
import {
  type ReadFile,
  type ReadPlace,
  readPlace,
  UnreadableFile,
  type WrittenPlace,
} from '../kept-places.js';
import { fieldName, fromFlat, toFlat } from './flat-fields.js';

const DEEPEST = 64;
const LONGEST_TEXT = 100_000;

/** Placemarks with what KML has a name for, and everything else as ExtendedData. */
export async function* writeKml(places: AsyncIterable<WrittenPlace>): AsyncGenerator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n';
  for await (const place of places) {
    for (const { name, address, latitude, longitude, notes, ...data } of toFlat(place)) {
      const element = (tag: string, value: unknown) =>
        value === null || value === undefined ? '' : `<${tag}>${escapeXml(String(value))}</${tag}>`;
      const extended = Object.entries(data)
        .filter(([, value]) => value !== null && value !== '')
        .map(([key, value]) => `<Data name="${key}">${element('value', value)}</Data>`);
      const point =
        latitude === null || longitude === null
          ? ''
          : `<Point><coordinates>${longitude},${latitude}</coordinates></Point>`;
      yield `<Placemark>${element('name', name)}${element('address', address)}${element('description', notes)}<ExtendedData>${extended.join('')}</ExtendedData>${point}</Placemark>\n`;
    }
  }
  yield '</Document></kml>\n';
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Line ends as references, or a parser makes all of them newlines; what XML cannot hold goes. */
const escapeXml = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no way to write them
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll(/[&<>"\t\n\r]/g, (sign) => ESCAPES[sign] ?? sign);

interface Placemark {
  readonly line: number;
  readonly fields: Record<string, string>;
}

/** A document type is refused: nothing of ours has one, and entities are what it would be for. @throws UnreadableFile */
export function readKml(text: string): ReadFile {
  const places: ReadPlace[] = [];
  const path: string[] = [];
  let mark: Placemark | undefined;
  /** the field that character data belongs to */
  let field: string | undefined;
  let dataName = '';
  let hasRoot = false;
  const parser = new SaxesParser({ xmlns: false, position: true });
  parser.on('error', (error) => {
    throw new UnreadableFile(
      `It is not well-formed XML: ${error.message.replace(/^\d+:\d+: /, '')}`,
      parser.line,
    );
  });
  parser.on('doctype', () => {
    throw new UnreadableFile('A document type is not accepted.', parser.line);
  });
  parser.on('opentag', ({ name, attributes }) => {
    const tag = localName(name);
    if (path.length === 0) {
      if (tag !== 'kml') throw new UnreadableFile('It is not a KML file.', parser.line);
      hasRoot = true;
    }
    path.push(tag);
    if (path.length > DEEPEST) throw new UnreadableFile('It is nested too deep.', parser.line);
    if (tag === 'Placemark') mark = { line: parser.line, fields: {} };
    if (tag === 'Data' || tag === 'SimpleData') dataName = String(attributes.name ?? '');
    if (mark) field = fieldOf(path, dataName);
  });
  const collect = (chunk: string) => {
    if (!mark || field === undefined) return;
    const known = mark.fields[field] ?? '';
    if (known.length + chunk.length > LONGEST_TEXT)
      throw new UnreadableFile('A text is too long.', parser.line);
    mark.fields[field] = known + chunk;
  };
  parser.on('text', collect);
  parser.on('cdata', collect);
  parser.on('closetag', () => {
    const tag = path.pop();
    field = undefined;
    if (tag !== 'Placemark' || !mark) return;
    places.push(toPlace(mark));
    mark = undefined;
  });
  parser.write(text.replace(/^\ufeff/, '')).close();
  if (!hasRoot) throw new UnreadableFile('It is not a KML file.');
  return { lists: [], places };
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

const KNOWN: Record<string, string> = { name: 'name', address: 'address', description: 'notes' };

/** Which field the text inside an element is, by where the element stands. */
function fieldOf(path: readonly string[], dataName: string): string | undefined {
  const [parent, tag] = path.slice(-2);
  if (parent === 'Placemark') return KNOWN[tag ?? ''];
  if (parent === 'Point' && tag === 'coordinates') return 'coordinates';
  if (tag === 'SimpleData' || (parent === 'Data' && tag === 'value')) return `data:${fieldName(dataName)}`;
  return undefined;
}

function toPlace({ line, fields }: Placemark): ReadPlace {
  const { coordinates = '', ...texts } = fields;
  const [longitude = '', latitude = ''] = coordinates.trim().split(/\s+/)[0]?.split(',') ?? [];
  const data = Object.entries(texts).map(([name, value]) => [name.replace(/^data:/, ''), value] as const);
  // What the placemark itself says comes last: it wins.
  const own = Object.entries(texts).filter(([name]) => !name.startsWith('data:'));
  const { place, kept } = fromFlat({ ...Object.fromEntries([...data, ...own]), longitude, latitude });
  return readPlace(line, place, kept);
}
