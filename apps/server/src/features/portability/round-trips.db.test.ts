import { type ListFileFormat, ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { until } from '../../../test/until.js';

/*
 * What leaves comes back. CSV, GeoJSON and KML hold a list: every relation with the dates of its visits. They cannot
 * hold what a visit has besides its date, companions, photos, reviews and lists of the person's own. JSON holds all
 * of it but photos, which are kept elsewhere. No format holds what others did: likes, bookmarks, comments.
 */

let server: TestServer;
let api: RunningApi;
let admin: Person;
let friend: Person;
let places: number[];

beforeAll(async () => {
  server = await TestServer.start({ DATABASE_POOL_SIZE: '8' });
  api = await server.api();
  await server.worker();
  admin = await server.promote(await server.signUp(api), 'admin', api);
  friend = await server.signUp(api);
  places = [];
  for (const [index, name] of [
    'Café "Ondine", Ltd',
    'はま寿司',
    '=Sum & <Sons>',
    "'Tis; Old\\Quince",
    'Twofold',
    'Twofold',
  ].entries()) {
    const coordinates = { latitude: -33.5 - index / 100, longitude: -70.25 };
    places.push(
      await addRestaurant(admin, {
        name,
        location: { address: `${index} Main St`, city: 'Here', state: 'NY', coordinates },
      }),
    );
  }
});
afterAll(() => server.stop());

let owner: Person;
let newcomer: Person;

const place = (index: number) => places[index] ?? 0;

/** Somebody who keeps something of everything. */
beforeEach(async () => {
  owner = await server.signUp(api);
  newcomer = await server.signUp(api);
  const add = (scope: 'been' | 'want_to_try' | 'recs', index: number, body: object) =>
    owner.must(ROUTES.addToList, {
      params: { id: 'me', scope },
      body: { restaurantId: place(index), ...body },
    });
  await add('been', 0, {
    rating: 8.5,
    notes: 'Line one\r\nline "two"; = three',
    tags: ['date night', 'a;b', 'c\\d', '@home'],
    goodFor: ['families'],
    favoriteDishes: ['Ramen, large'],
    visitDate: '2024-03-01',
    companions: [friend.id],
  });
  await add('been', 1, {
    rating: 9.1,
    notes: '\u{1F35C} ラーメン',
    notesPrivate: true,
    visitDate: '2024-03-02',
  });
  await add('been', 2, { rating: 8.5, isStealth: true, visitDate: '2024-03-03' });
  await add('been', 3, { sentiment: 'fine', visitDate: '2024-02-29' });
  await add('been', 4, { rating: 2, category: 'bars', visitDate: '2024-02-01' });
  await add('want_to_try', 5, { notes: '+soon' });
  await add('want_to_try', 0, { notes: 'again' });
  await add('recs', 1, { rating: 9.5 });
  await server.database.query(
    `insert into visits (user_id, restaurant_id, visit_date, notes, companion_ids) values ($1, $2, '2023-01-01', 'first time', array[$3::bigint])`,
    [owner.id, place(0), friend.id],
  );
  await server.database.query(
    `update relations set visit_count = 2 where user_id = $1 and restaurant_id = $2 and status = 'been'`,
    [owner.id, place(0)],
  );
  await server.database.query(
    `update relations set created_at = created_at - id * interval '1 day 3 milliseconds' where user_id = $1`,
    [owner.id],
  );
  await owner.must(ROUTES.rankPlace, { params: { restaurantId: String(place(2)) }, body: { rankIndex: 0 } });
  await server.database.query(
    `insert into reviews (user_id, restaurant_id, rating, title, content, tags, order_items, companion_ids, visit_date, is_verified_visit, created_at)
     values ($1, $2, 8.5, 'Good', E'Two\\nlines', '{cosy}', '{Ramen}', array[$3::bigint], '2024-03-01', true, '2024-03-05')`,
    [owner.id, place(0), friend.id],
  );
  await server.database.query('update users set reviews_count = 1 where id = $1', [owner.id]);
  await server.database.query(
    `with made as (insert into lists (user_id, name, description, category, is_public, is_ranked, restaurant_count, created_at)
       values ($1, 'Noodles; "best"', 'of all', 'bars', true, true, 2, '2024-01-01') returning id)
     insert into list_items (list_id, restaurant_id, position, note, added_at)
     select id, unnest($2::bigint[]), unnest(array[0, 1]), unnest(array['the one', null]), '2024-01-02' from made`,
    [owner.id, [place(5), place(1)]],
  );
});

const exported = async (
  person: Person,
  scope: 'been' | 'want_to_try' | 'recs' | 'all',
  format: ListFileFormat,
) =>
  (await person.must(ROUTES.exportOwnList, { params: { scope }, query: { format } }))
    .data as unknown as string;

const SOURCES = { csv: 'csv', geojson: 'google_takeout_geojson', kml: 'kml', json: 'beli_json' } as const;

async function bring(
  person: Person,
  scope: 'been' | 'want_to_try' | 'recs' | 'all',
  format: ListFileFormat,
  file: string,
) {
  const { data } = await person.must(ROUTES.createImport, { body: { source: SOURCES[format], scope, file } });
  const state = (wanted: string) =>
    until(`the import is ${wanted}`, async () => {
      const { data: now } = await person.must(ROUTES.getImport, { params: { id: data.id } });
      if (now.status === 'failed') throw new Error(now.fault?.message);
      return now.status === wanted ? now : undefined;
    });
  const ready = await state('ready');
  expect(ready.counts).toMatchObject({ matched: ready.counts.rows });
  await person.must(ROUTES.commitImport, { params: { id: data.id }, body: {} });
  return state('committed');
}

/** What a person keeps, as the database has it, without ids and without what follows from when a row was written. */
async function keptBy(person: Person, status: string | null) {
  const [row] = await server.database.query<Record<string, { companion_ids?: number[] }[]>>(
    `select
      (select json_agg(to_jsonb(r) - 'id' - 'user_id' - 'updated_at' - 'version' order by r.restaurant_id, r.status) from relations r where user_id = $1 and ($2::text is null or status = $2)) as relations,
      (select json_agg(to_jsonb(k) - 'id' - 'user_id' - 'version' order by k.category) from rankings k where user_id = $1 and ($2::text is null or $2 = 'been') and cardinality(restaurant_ids) > 0) as rankings,
      (select json_agg(to_jsonb(v) - 'id' - 'user_id' - 'created_at' order by v.restaurant_id, v.visit_date) from visits v where user_id = $1 and ($2::text is null or $2 = 'been')) as visits,
      (select json_agg(to_jsonb(w) - 'id' - 'user_id' - 'updated_at') from reviews w where user_id = $1) as reviews,
      (select json_agg(to_jsonb(l) - 'id' - 'user_id' - 'updated_at' - 'version' || jsonb_build_object('items',
         (select json_agg(to_jsonb(i) - 'list_id' order by i.position) from list_items i where i.list_id = l.id))) from lists l where user_id = $1) as lists,
      (select json_build_object('been', been_count, 'wanted', want_to_try_count, 'recommended', recommendations_count, 'reviews', reviews_count) from users where id = $1) as counts`,
    [person.id, status],
  );
  if (!row) throw new Error('no row');
  return row;
}

/** Without what only JSON holds. */
const flat = ({ relations, visits, rankings }: Awaited<ReturnType<typeof keptBy>>) => ({
  rankings,
  relations: relations?.map((relation) => ({ ...relation, companion_ids: [] })),
  visits: visits?.map((visit) => ({ ...visit, notes: null, companion_ids: [] })),
});

describe.each(['csv', 'geojson', 'kml'] as const)('%s', (format) => {
  it.each([
    ['been', 'been', 5],
    ['want_to_try', 'want_to_try', 2],
    ['recs', 'recommended', 1],
  ] as const)('brings %s back, in the same order, into an empty account', async (scope, status, count) => {
    const file = await exported(owner, scope, format);
    const { counts } = await bring(newcomer, scope, format, file);
    expect(counts).toMatchObject({ added: count, failed: 0 });
    expect(flat(await keptBy(newcomer, status))).toEqual(flat(await keptBy(owner, status)));
    // Doing it again changes nothing.
    const before = await keptBy(newcomer, null);
    expect((await bring(newcomer, scope, format, file)).counts).toMatchObject({ added: 0, present: count });
    expect(await keptBy(newcomer, null)).toEqual(before);
    expect(await exported(newcomer, scope, format)).toBe(file);
  });
});

describe('json', () => {
  it('brings a whole account back into an empty one: lists, ranks, visits, reviews, counters', async () => {
    const file = await exported(owner, 'all', 'json');
    await bring(newcomer, 'all', 'json', file);
    expect(await keptBy(newcomer, null)).toEqual(await keptBy(owner, null));
    const withoutTime = (text: string) => ({ ...JSON.parse(text), exportedAt: null });
    expect(withoutTime(await exported(newcomer, 'all', 'json'))).toEqual(withoutTime(file));
    const streak = (person: Person) =>
      server.database.query(
        'select streak_days, longest_streak, last_visit_on::text from users where id = $1',
        [person.id],
      );
    expect(await streak(newcomer)).toEqual([
      { streak_days: 4, longest_streak: 4, last_visit_on: '2024-03-03' },
    ]);
    await server.settled();
  });

  it('puts what comes into a list that is there behind what is rated as high, in its own order', async () => {
    const add = (index: number, rating: number) =>
      newcomer.must(ROUTES.addToList, {
        params: { id: 'me', scope: 'been' },
        body: { restaurantId: place(index), rating },
      });
    await add(3, 9);
    await add(5, 3);
    await bring(newcomer, 'been', 'json', await exported(owner, 'been', 'json'));
    const rows = await server.database.query<{ id: number; rank: number }>(
      `select restaurant_id::int as id, rank_index as rank from ranked_places where user_id = $1 and category = 'restaurants' order by rank_index`,
      [newcomer.id],
    );
    expect(rows).toEqual([2, 1, 3, 0, 5].map((index, rank) => ({ id: place(index), rank })));
  });

  it('makes no lists twice and no reviews for somebody who may not write any', async () => {
    const file = await exported(owner, 'all', 'json');
    const moderator = await server.promote(newcomer, 'moderator', api);
    await bring(moderator, 'all', 'json', file);
    const kept = await keptBy(moderator, null);
    expect(kept.reviews).toBeNull();
    expect(kept.lists).toHaveLength(1);
  });
});

describe('a list as a file', () => {
  const read = (person: Person, id: string, format: ListFileFormat = 'json') =>
    person.call(ROUTES.exportList, { params: { id } as never, query: { format } });

  it('shows others what they may see: no stealth, no private notes, no companions, no gap in the ranks', async () => {
    const { status, headers, data } = await read(friend, `been-${owner.id}-restaurants`);
    expect(status).toBe(200);
    expect(headers.get('content-disposition')).toBe('attachment; filename="been.json"');
    const { places: shown } = JSON.parse(data as unknown as string);
    expect(shown.map((one: { restaurantId: number }) => one.restaurantId)).toEqual([
      place(1),
      place(0),
      place(3),
    ]);
    expect(shown.map((one: { relations: { rank: number | null }[] }) => one.relations[0]?.rank)).toEqual([
      1,
      2,
      null,
    ]);
    expect(shown[0]).toMatchObject({ relations: [{ notes: null, rating: 9.1 }], review: null });
    expect(shown[1]).toMatchObject({
      relations: [{ companions: [] }],
      visits: [{ visitDate: '2024-03-01', notes: null }],
    });
    expect(data).not.toContain('first time');
  });

  it('is not there where the account, the list or the wish list is closed', async () => {
    const [list] = await server.database.query<{ id: number }>(
      'select id::int as id from lists where user_id = $1',
      [owner.id],
    );
    const ids = [`been-${owner.id}`, `want_to_try-${owner.id}`, `custom-${list?.id}`];
    const codes = async (person: Person) =>
      Promise.all(ids.map(async (id) => (await read(person, id, 'csv')).error?.code ?? 'ok'));
    expect(await codes(friend)).toEqual(['ok', 'ok', 'ok']);
    await owner.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
    expect(await codes(friend)).toEqual(Array(3).fill('LIST_NOT_FOUND'));
    expect(await codes(owner)).toEqual(['ok', 'ok', 'ok']);
    await owner.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: true } } });
    await server.database.query('update users set shows_want_to_try = false where id = $1', [owner.id]);
    await server.database.query('update lists set is_public = false where user_id = $1', [owner.id]);
    expect(await codes(friend)).toEqual(['ok', 'LIST_NOT_FOUND', 'LIST_NOT_FOUND']);
    await owner.must(ROUTES.blockUser, { params: { id: String(friend.id) } });
    expect(await codes(friend)).toEqual(Array(3).fill('LIST_NOT_FOUND'));
    expect((await read(friend, 'custom-999999')).error.code).toBe('LIST_NOT_FOUND');
    expect((await read(friend, 'featured-x')).error.code).toBe('VALIDATION_ERROR');
  });

  it('holds a list of somebody’s own in every format', async () => {
    const [list] = await server.database.query<{ id: number }>(
      'select id::int as id from lists where user_id = $1',
      [owner.id],
    );
    const text = async (format: ListFileFormat) =>
      (await read(owner, `list-${list?.id}`, format)).data as unknown as string;
    expect(JSON.parse(await text('json'))).toMatchObject({
      places: [
        { name: 'Twofold', relations: [] },
        { name: 'はま寿司', relations: [] },
      ],
      lists: [
        {
          name: 'Noodles; "best"',
          isPublic: true,
          items: [
            { restaurantId: place(5), note: 'the one' },
            { restaurantId: place(1), note: null },
          ],
        },
      ],
    });
    expect(JSON.parse(await text('geojson')).features).toMatchObject([
      { properties: { name: 'Twofold', position: 1, notes: 'the one' } },
      { properties: { position: 2 } },
    ]);
    expect((await text('csv')).split('\r\n')[1]).toContain(',the one,');
    expect(await text('kml')).toContain('<description>the one</description>');
  });

  it('comes whole only as json', async () => {
    const { error } = await owner.call(ROUTES.exportOwnList, {
      params: { scope: 'all' },
      query: { format: 'csv' },
    });
    expect(error).toMatchObject({ code: 'VALIDATION_ERROR', details: { fields: [{ path: 'format' }] } });
  });
});
