import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kept, PortablePlace, UnreadableFile, type WrittenPlace } from '../kept-places.js';
import { writeBeliJson } from './beli-json.js';
import { writeCsv } from './csv.js';
import { joinItems, splitItems } from './flat-fields.js';
import { writeGeoJson } from './geojson.js';
import { writeKml } from './kml.js';
import { placeInMapsUrl } from './maps-url.js';
import { readFile } from './read-file.js';

/* What a file of ours says comes back as it was; what a hostile or broken file says comes to nothing but a reason. */

async function* all<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
async function textOf(chunks: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}
const entriesOf = (source: Parameters<typeof readFile>[0], text: string) =>
  readFile(source, text).places.map(({ entry }) => {
    if ('reason' in entry) throw new Error(entry.reason);
    return entry;
  });
const fault = (
  source: Parameters<typeof readFile>[0],
  text: string,
): { message: string; line: number | null } => {
  try {
    readFile(source, text);
  } catch (error) {
    if (error instanceof UnreadableFile) return { message: error.message, line: error.line };
    throw error;
  }
  throw new Error('it was read');
};

// Places as the database may hold them: texts are plain, trimmed, without control characters but tab and line ends.
const words = fc.constantFrom(
  'a',
  'é',
  '寿司',
  '"',
  ',',
  ';',
  '\\',
  "'",
  '=1+1',
  '-5',
  '@x',
  '\r\n',
  '\n',
  '\t',
  '&',
  '<',
  '>',
  '👩‍🍳',
  ' ',
);
const text = (max: number, min = 0) =>
  fc
    .array(words, { maxLength: 12 })
    .map((parts) =>
      parts
        .join('')
        .slice(0, max)
        .toWellFormed()
        .replaceAll(/<[^>]*>?/g, '')
        .trim(),
    )
    .filter((value) => value.length >= min);
const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const filled = (max: number) => nullable(text(max, 1));
const rating = fc.integer({ min: 0, max: 100 }).map((tenths) => tenths / 10);
const date = fc
  .date({ min: new Date('1971-01-01'), max: new Date('2025-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));
const coordinate = (limit: number) =>
  fc.integer({ min: 1, max: limit * 1_000_000 }).map((number) => number / 1_000_000);

const place = fc.record({
  name: text(255, 1),
  address: filled(300),
  city: filled(100),
  state: filled(50),
  country: nullable(fc.constantFrom('US', 'JP')),
  latitude: coordinate(90).map((value) => -value),
  longitude: coordinate(180),
  restaurantId: nullable(fc.integer({ min: 1, max: 1_000_000 })),
  externalId: nullable(fc.constantFrom('moody-tongue', 'osm-1')),
});
const relation = fc
  .record({
    status: fc.constantFrom('been', 'want_to_try', 'recommended'),
    category: fc.constantFrom('restaurants', 'bars'),
    rating: nullable(rating),
    sentiment: nullable(fc.constantFrom('liked', 'fine', 'disliked')),
    notes: filled(2000),
    notesPrivate: fc.boolean(),
    tags: fc.array(text(30, 1), { maxLength: 4 }),
    goodFor: fc.array(text(30, 1), { maxLength: 4 }),
    favoriteDishes: fc.array(text(100, 1), { maxLength: 4 }),
    companions: fc.constant([]),
    isStealth: fc.boolean(),
    addedAt: fc.constant('2025-01-02T03:04:05.678Z'),
  })
  .chain((fields) =>
    fc
      .record({
        ratingSource: fc.constantFrom('manual', 'ranked'),
        rank: nullable(fc.integer({ min: 1, max: 5000 })),
      })
      .map(({ ratingSource, rank }) => ({
        ...fields,
        ratingSource: fields.rating === null ? null : ratingSource,
        rank: fields.rating === null || fields.status !== 'been' ? null : rank,
      })),
  );
const visits = (isBeen: boolean) =>
  isBeen
    ? fc
        .array(date, { maxLength: 3 })
        .map((dates) => dates.map((visitDate) => ({ visitDate, notes: null, companions: [] })))
    : fc.constant([]);
const flatPlace = fc.tuple(place, relation).chain(([where, one]) =>
  visits(one.status === 'been').map(
    (dates): WrittenPlace => ({
      place: PortablePlace.parse(where),
      kept: Kept.parse({ relations: [one], visits: dates }),
    }),
  ),
);

describe.each([
  ['csv', writeCsv],
  ['google_takeout_geojson', writeGeoJson],
  ['kml', writeKml],
] as const)('%s', (source, write) => {
  it('holds a relation whole, with the dates of its visits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(flatPlace, { minLength: 1, maxLength: 5 }), async (places) => {
        expect(entriesOf(source, await textOf(write(all(places))))).toEqual(places);
      }),
      { numRuns: 200 },
    );
  });

  it('never throws anything but what is wrong with the file', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        try {
          readFile(source, text);
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableFile);
        }
      }),
    );
  });
});

describe('beli_json', () => {
  const whole = fc.record({
    place,
    kept: fc.record({
      relations: fc.uniqueArray(relation, { selector: ({ status }) => status, maxLength: 3 }),
      visits: fc.array(fc.record({ visitDate: date, notes: filled(2000), companions: fc.constant([3, 4]) }), {
        maxLength: 3,
      }),
      review: nullable(
        fc.record({
          rating,
          title: filled(255),
          content: text(5000, 1),
          tags: fc.array(text(30, 1), { maxLength: 3 }),
          orderItems: fc.array(text(100, 1), { maxLength: 3 }),
          companions: fc.constant([5]),
          visitDate: nullable(date),
          createdAt: fc.constant('2025-01-02T03:04:05.678Z'),
        }),
      ),
    }),
  });
  const list = fc.record({
    name: text(255, 1),
    description: filled(1000),
    category: fc.constant('bars' as const),
    isPublic: fc.boolean(),
    isRanked: fc.boolean(),
    createdAt: fc.constant('2025-01-02T03:04:05.678Z'),
    items: fc.array(
      fc.record({
        restaurantId: fc.integer({ min: 1, max: 9 }),
        note: filled(2000),
        addedAt: fc.constant(null),
      }),
      { maxLength: 3 },
    ),
  });

  it('holds everything', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(whole, { minLength: 1, maxLength: 4 }),
        fc.array(list, { maxLength: 3 }),
        async (places, lists) => {
          const written = places.map(({ place, kept }) => ({
            place: PortablePlace.parse(place),
            kept: Kept.parse(kept),
          }));
          const head = { exportedAt: new Date(0), scope: 'all' };
          const text = await textOf(writeBeliJson(head, all(written), all(lists)));
          expect(entriesOf('beli_json', text)).toEqual(written);
          expect(readFile('beli_json', text).lists).toEqual(lists);
        },
      ),
      { numRuns: 200 },
    );
  });
});

it('joins texts so that they come apart again', () => {
  fc.assert(
    fc.property(fc.array(text(30, 1)), (items) => {
      expect(splitItems(joinItems(items), true)).toEqual(items);
    }),
  );
});

it('writes no cell that a spreadsheet would run', async () => {
  const names = ['=1+1', '+1', '-1', '@SUM(A1)', '＝1', "'=1"];
  const places = names.map((name) => ({
    place: PortablePlace.parse({ name, latitude: -1, longitude: 1 }),
    kept: Kept.parse({}),
  }));
  const csv = await textOf(writeCsv(all(places)));
  for (const cell of csv
    .split('\r\n')
    .slice(1, -1)
    .map((line) => line.split(',')[0]))
    expect(cell).toMatch(/^'/);
  expect(csv).toContain(',-1,1,');
  expect(readFile('csv', csv).places.map(({ name }) => name)).toEqual(names);
});

it('writes GeoJSON as RFC 7946 has it', async () => {
  const places = [
    { place: PortablePlace.parse({ name: 'A', latitude: 40.7, longitude: -74 }), kept: Kept.parse({}) },
  ];
  expect(JSON.parse(await textOf(writeGeoJson(all(places))))).toEqual({
    type: 'FeatureCollection',
    features: [
      { type: 'Feature', geometry: { type: 'Point', coordinates: [-74, 40.7] }, properties: { name: 'A' } },
    ],
  });
});

describe('files of others', () => {
  it('reads saved places of Takeout, of now and of before', () => {
    const feature = (properties: object, coordinates = [-74, 40.7]) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates },
      properties,
    });
    const file = JSON.stringify({
      type: 'FeatureCollection',
      features: [
        feature({
          date: '2024-05-01T10:00:00Z',
          google_maps_url: 'http://maps.google.com/?cid=1',
          location: { name: 'Balthazar', address: '80 Spring St', country_code: 'US' },
          Comment: 'Oysters',
        }),
        feature({
          Title: 'Katz',
          'Google Maps URL': 'http://maps.google.com/?cid=2',
          Location: { 'Business Name': 'Katz’s', Address: '205 E Houston' },
        }),
        feature({ location: { name: 'Nowhere' } }, [0, 0]),
        feature({ google_maps_url: 'http://maps.google.com/?q=Joes+Pizza,+7+Carmine+St' }),
        feature({}),
        null,
      ],
    });
    expect(readFile('google_takeout_geojson', file).places).toMatchObject([
      {
        name: 'Balthazar',
        entry: {
          place: { address: '80 Spring St', latitude: 40.7, longitude: -74, country: 'US' },
          kept: {
            relations: [{ notes: 'Oysters', status: null, rating: null, addedAt: '2024-05-01T10:00:00Z' }],
          },
        },
      },
      { name: 'Katz', entry: { place: { address: '205 E Houston' } } },
      { name: 'Nowhere', entry: { place: { latitude: null, longitude: null } } },
      { name: 'Joes Pizza', entry: { place: { name: 'Joes Pizza' } } },
      { entry: { reason: expect.stringContaining('name') } },
      { entry: { reason: expect.stringContaining('name') } },
    ]);
  });

  it('reads a list of Takeout: links may hold a position or a name', () => {
    const csv = [
      '\ufeffTitle,Note,URL,Tags,Comment',
      ',,,,',
      '"Moody, Tongue",Beer,"https://www.google.com/maps/place/x/@1.5,2.5,17z/data=!3d40.7!4d-74.1",,Late',
      ',,https://www.google.com/maps/place/Caf%C3%A9+Ondine/data=!4m2,,',
    ].join('\r\n');
    expect(readFile('google_takeout_csv', csv).places).toMatchObject([
      {
        line: 3,
        name: 'Moody, Tongue',
        entry: {
          place: { latitude: 40.7, longitude: -74.1 },
          kept: { relations: [{ notes: 'Beer\nLate' }] },
        },
      },
      { line: 4, name: 'Café Ondine' },
    ]);
  });

  it('knows tables of other people by their headings, and takes no rating whose scale it does not know', () => {
    const csv = 'Restaurant;Lat;Lng;Rating;Tags;Visit date\nOndine;40.7;-74;5;cosy, late;2024-03-01\n';
    expect(readFile('csv', csv).places).toMatchObject([
      {
        line: 2,
        entry: {
          place: { latitude: 40.7 },
          kept: {
            relations: [{ rating: null, rank: null, tags: ['cosy', 'late'] }],
            visits: [{ visitDate: '2024-03-01' }],
          },
        },
      },
    ]);
  });

  it('says what is wrong with a row, and reads the others', () => {
    const csv = `name,latitude,longitude,visit_date,notes\nA,91,0,,\nB,north,0,,\nC,1,1,2024-02-30,\nD,1,1,,${'x'.repeat(2001)}\n,,,,only a note\nE,1,1,,\n`;
    expect(
      readFile('csv', csv).places.map(({ line, entry }) => [
        line,
        'reason' in entry ? entry.reason.split(':')[0] : 'read',
      ]),
    ).toEqual([
      [2, 'latitude'],
      [3, 'latitude'],
      [4, 'visitDate'],
      [5, 'notes'],
      [6, 'name'],
      [7, 'read'],
    ]);
  });

  it('finds lines across cells that hold line ends, whatever the line ends are', () => {
    const lines = (end: string) =>
      readFile('csv', ['name,notes', 'A,"x\ny"', 'B,', 'C,'].join(end)).places.map(({ line }) => line);
    for (const end of ['\n', '\r\n', '\r']) expect(lines(end)).toEqual([2, 4, 5]);
  });

  it.each([
    ['https://www.google.com/maps/search/40.5,-74.25', { latitude: 40.5, longitude: -74.25 }],
    ['http://maps.google.com/?q=40.5,-74.25', { latitude: 40.5, longitude: -74.25 }],
    ['https://maps.google.com/?cid=123', {}],
    ['https://www.google.com/maps/place/A/@140.5,-74.25,3z', { name: 'A' }],
    ['javascript:alert(1)', {}],
    ['https://%zz', {}],
    ['', {}],
  ])('finds in %s what is there', (url, found) => expect(placeInMapsUrl(url)).toEqual(found));
});

describe('hostile files', () => {
  const kml = (inside: string, head = '') =>
    `<?xml version="1.0"?>${head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>${inside}</Document></kml>`;
  const mark = (name: string) => `<Placemark><name>${name}</name></Placemark>`;

  it('expands no entity and follows no reference outside', () => {
    const laughs = `<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>`;
    const outside = '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>';
    for (const head of [laughs, outside, '<!DOCTYPE kml SYSTEM "http://127.0.0.1/x.dtd">'])
      expect(fault('kml', kml(mark('&c;'), head))).toEqual({
        message: 'A document type is not accepted.',
        line: 1,
      });
    expect(fault('kml', kml(mark('&c;'))).message).toContain('not well-formed');
  });

  it('says where XML ends being XML, is no KML or is too deep', () => {
    expect(fault('kml', `${kml(mark('A'))}\n<x>`).line).toBe(2);
    expect(fault('kml', '<html/>').message).toBe('It is not a KML file.');
    expect(fault('kml', '').message).toContain('not');
    expect(fault('kml', kml('<Folder>'.repeat(100))).message).toBe('It is nested too deep.');
    expect(fault('kml', kml(mark('x'.repeat(200_000)))).message).toBe('A text is too long.');
  });

  it('reads prefixes, comments, character references and CDATA', () => {
    const file =
      '<k:kml xmlns:k="http://www.opengis.net/kml/2.2"><k:Placemark><k:name>A<!-- x -->&#233;</k:name><k:description><![CDATA[<b>bold</b> & more]]></k:description><k:Point><k:coordinates> -74,40.7,0 </k:coordinates></k:Point></k:Placemark></k:kml>';
    expect(readFile('kml', file).places).toMatchObject([
      {
        name: 'Aé',
        entry: { place: { latitude: 40.7, longitude: -74 }, kept: { relations: [{ notes: 'bold & more' }] } },
      },
    ]);
  });

  it('bears JSON that is deep, false or half a character', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const holder = (value: string) =>
      `{"type":"FeatureCollection","features":[{"properties":{"name":"A","x":${value}}}]}`;
    expect(readFile('google_takeout_geojson', holder(deep)).places).toMatchObject([{ name: 'A' }]);
    expect(fault('google_takeout_geojson', '{\n"type":')).toEqual({
      message: 'It is not JSON.',
      line: 2,
    });
    expect(fault('google_takeout_geojson', '{"type":"FeatureCollection","features":{}}').message).toContain(
      'FeatureCollection',
    );
    expect(fault('beli_json', '{"format":"beli","version":9,"places":[]}').message).toBe(
      'Version 9 is not known.',
    );
    expect(
      fault('beli_json', '{"format":"beli","version":1,"places":[],"lists":[{"name":1}]}').message,
    ).toMatch(/^lists\.0\.name/);
    const half = readFile('google_takeout_geojson', holder('1').replace('"A"', String.raw`"A\ud800"`));
    expect(half.places[0]?.name).toBe('A\ufffd');
    const proto = readFile(
      'google_takeout_geojson',
      '{"type":"FeatureCollection","features":[{"properties":{"name":"A","__proto__":{"notes":"x"}}}]}',
    );
    expect(proto.places).toMatchObject([{ entry: { kept: { relations: [{ notes: null }] } } }]);
  });

  it('refuses NUL in names, quotes that never close, rows without end and files without end', () => {
    expect(
      readFile(
        'google_takeout_geojson',
        String.raw`{"type":"FeatureCollection","features":[{"properties":{"name":"A\u0000"}}]}`,
      ).places,
    ).toMatchObject([{ entry: { reason: expect.stringContaining('NUL') } }]);
    expect(fault('csv', 'name\n"A\nB\n')).toMatchObject({ message: 'A quote is never closed.' });
    expect(fault('csv', `name\n${'x'.repeat(200_000)}`).message).toContain('longer than');
    expect(fault('csv', `name\n${'A\n'.repeat(10_001)}`).message).toBe('It has more than 10,000 places.');
    expect(fault('csv', 'a,b\n1,2').message).toContain('"name"');
    expect(fault('csv', 'name\n').message).toBe('It holds no places.');
    expect(fault('csv', '').message).toContain('empty');
  });
});
