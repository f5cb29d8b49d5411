import { type ImportDetail, ROUTES, type Sent } from '@beli/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { until } from '../../../test/until.js';
import { examine } from '../../doctor/examination.js';

let server: TestServer;
let api: RunningApi;
let worker: Awaited<ReturnType<TestServer['worker']>>;
let admin: Person;

beforeAll(async () => {
  server = await TestServer.start({ DATABASE_POOL_SIZE: '8' });
  api = await server.api();
  worker = await server.worker();
  admin = await server.promote(await server.signUp(api), 'admin', api);
});
afterAll(() => server.stop());

type Input = Sent<typeof ROUTES.createImport>['body'];

const get = async (person: Person, id: string, query = {}): Promise<ImportDetail> =>
  (await person.must(ROUTES.getImport, { params: { id }, query: { pageSize: '100', ...query } })).data;

/** Uploads a file and waits until it is matched, or refused. */
async function upload(person: Person, input: Input): Promise<ImportDetail> {
  const { data } = await person.must(ROUTES.createImport, { body: input });
  return until('the import is matched', async () => {
    const detail = await get(person, data.id);
    return detail.status === 'ready' || detail.status === 'failed' ? detail : undefined;
  });
}

async function committed(person: Person, id: string): Promise<ImportDetail> {
  return until('the import is committed', async () => {
    const detail = await get(person, id);
    return detail.status === 'committed' ? detail : undefined;
  });
}

let streets = 0;
/** Restaurants of these names in a street of their own. */
async function street(...names: string[]): Promise<{ ids: number[]; at: (index: number) => string }> {
  const latitude = -10 - ++streets;
  const position = (index: number) => ({ latitude, longitude: index / 100 });
  const ids: number[] = [];
  for (const [index, name] of names.entries()) {
    ids.push(
      await addRestaurant(admin, {
        name,
        location: { city: 'Here', state: 'NY', coordinates: position(index) },
      }),
    );
  }
  return { ids, at: (index) => `${latitude + 0.0002},${index / 100}` };
}

const relationsOf = async (person: Person, status: 'been' | 'want_to_try') =>
  (await person.must(ROUTES.listRelations, { params: { id: 'me' }, query: { status, pageSize: '100' } }))
    .data;

describe('an import', () => {
  it('shows what each row was matched with, and adds what was decided', async () => {
    const person = await server.signUp(api);
    const { ids, at } = await street('Café Ondine', 'Twofold', 'Twofold', 'Old Quince');
    const [ondine, first, second, quince] = ids as [number, number, number, number];
    const file = [
      'name,latitude,longitude,notes,visit_date',
      `Cafe Ondine & Sons,${at(0)},"Window, please",2024-03-01`,
      'Twofold,,,either,2024-03-02',
      `Nobody Knows,${at(2)},,`,
      `Old Quince,${at(3)},,2024-03-03`,
      'Broken,north,0,,',
    ].join('\n');
    const preview = await upload(person, { source: 'csv', scope: 'been', file });
    expect(preview).toMatchObject({
      status: 'ready',
      counts: { rows: 5, matched: 2, ambiguous: 1, unmatched: 1, invalid: 1, waiting: 0, added: 0 },
    });
    expect(preview.rows).toMatchObject([
      {
        row: 1,
        line: 2,
        status: 'matched',
        restaurantId: ondine,
        statuses: ['been'],
        candidates: [{ restaurant: { id: ondine }, distanceMeters: 22 }],
      },
      { row: 2, status: 'ambiguous', restaurantId: null, candidates: [{ distanceMeters: null }, {}] },
      { row: 3, status: 'unmatched', restaurantId: null },
      { row: 4, status: 'matched', restaurantId: quince },
      { row: 5, line: 6, status: 'invalid', reason: expect.stringContaining('latitude'), candidates: [] },
    ]);
    expect(await relationsOf(person, 'been')).toEqual([]);
    expect(await get(person, preview.id, { status: 'matched', pageSize: '1', page: '2' })).toMatchObject({
      rows: [{ row: 4 }],
    });

    const decisions = [
      { row: 2, restaurantId: second },
      { row: 4, restaurantId: null },
    ];
    await person.must(ROUTES.commitImport, { params: { id: preview.id }, body: { decisions } });
    const { counts, rows } = await committed(person, preview.id);
    expect(counts).toMatchObject({ added: 2, present: 0, skipped: 3, failed: 0 });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['added', 'added', 'skipped', 'skipped', 'skipped']);
    const been = await relationsOf(person, 'been');
    expect(been.map(({ restaurantId }) => restaurantId).sort()).toEqual([ondine, second].sort());
    expect(been.find(({ restaurantId }) => restaurantId === ondine)).toMatchObject({
      rating: null,
      rankIndex: null,
      notes: 'Window, please',
      visitDate: '2024-03-01',
      visitCount: 1,
    });
    const { data: stats } = await person.must(ROUTES.getUserStats, { params: { id: 'me' } });
    expect(stats).toMatchObject({ beenCount: 2, longestStreak: 2 });
    const activities = await server.database.query('select from activities where user_id = $1', [person.id]);
    expect(activities).toEqual([]);
    expect(first).not.toBe(second);
  });

  it('leaves what is on the list as it is, takes visited places off want to try, and knows no visit it was not told of', async () => {
    const person = await server.signUp(api);
    const { ids, at } = await street('Present', 'Wanted');
    const [present, wanted] = ids as [number, number];
    await person.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'been' },
      body: { restaurantId: present, rating: 9, notes: 'mine' },
    });
    await person.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'want_to_try' },
      body: { restaurantId: wanted },
    });
    const file = `name,latitude,longitude,notes\nPresent,${at(0)},theirs\nWanted,${at(1)},\nWanted,${at(1)},\n`;
    const { id } = await upload(person, { source: 'csv', scope: 'been', file });
    await person.must(ROUTES.commitImport, { params: { id }, body: {} });
    expect((await committed(person, id)).rows.map(({ outcome }) => outcome)).toEqual([
      'present',
      'added',
      'present',
    ]);
    expect(await relationsOf(person, 'want_to_try')).toEqual([]);
    const been = await relationsOf(person, 'been');
    expect(been.find(({ restaurantId }) => restaurantId === present)).toMatchObject({
      notes: 'mine',
      rating: 9,
      rankIndex: 0,
    });
    expect(been.find(({ restaurantId }) => restaurantId === wanted)).toMatchObject({
      visitDate: null,
      visitCount: 0,
    });
    const [drift] = await server.database.query<{ been: number; wanted: number }>(
      'select been_count as been, want_to_try_count as wanted from users where id = $1',
      [person.id],
    );
    expect(drift).toEqual({ been: 2, wanted: 0 });
  });

  it('has one effect, however many commit it at the same time, and however often', async () => {
    const person = await server.signUp(api);
    const { ids, at } = await street(...Array.from({ length: 30 }, (_, index) => `Crowded ${index}`));
    const file = ['name,latitude,longitude', ...ids.map((_, index) => `Crowded ${index},${at(index)}`)].join(
      '\n',
    );
    const { id } = await upload(person, { source: 'csv', scope: 'want_to_try', file });
    const commit = () => person.call(ROUTES.commitImport, { params: { id }, body: {} });
    const answers = await Promise.all(Array.from({ length: 8 }, commit));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect((await committed(person, id)).counts).toMatchObject({ added: 30, failed: 0 });
    expect((await commit()).data).toMatchObject({ status: 'committed', counts: { added: 30 } });
    await server.settled();
    expect(await relationsOf(person, 'want_to_try')).toHaveLength(30);
    const [counted] = await server.database.query<{ wanted: number; places: number }>(
      `select u.want_to_try_count as wanted, (select sum(want_to_try_count)::int from restaurants where id = any($2)) as places from users u where id = $1`,
      [person.id, ids],
    );
    expect(counted).toEqual({ wanted: 30, places: 30 });
  });

  it('goes on where a worker died', async () => {
    const person = await server.signUp(api);
    const { ids, at } = await street(...Array.from({ length: 80 }, (_, index) => `Steady ${index}`));
    const file = ['name,latitude,longitude', ...ids.map((_, index) => `Steady ${index},${at(index)}`)].join(
      '\n',
    );
    const { id } = await upload(person, { source: 'csv', scope: 'been', file });
    await person.must(ROUTES.commitImport, { params: { id }, body: {} });
    // What it is at loses its connection, twice; then the worker ends altogether.
    const kill = () =>
      server.database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name <> 'beli-test-look' and state <> 'idle'
           and query ~ 'relation-insert|keeper-count|restaurant-count|import_rows' limit 1`,
      );
    let killed = 0;
    await until('some rows are in', async () => {
      if (killed < 2) killed += (await kill()).length;
      return (await get(person, id)).counts.added > 0;
    });
    await worker.stop();
    worker = await server.worker();
    const { counts } = await committed(person, id);
    expect(counts).toMatchObject({ added: 80, failed: 0 });
    const [row] = await server.database.query<{ count: number; been: number }>(
      'select (select count(*)::int from relations where user_id = $1) as count, been_count as been from users where id = $1',
      [person.id],
    );
    expect(row).toEqual({ count: 80, been: 80 });
    const findings = await examine(api.platform.database, false);
    expect(findings.filter(({ count }) => count > 0)).toEqual([]);
  });

  it('is nobody else’s', async () => {
    const [person, other] = await Promise.all([server.signUp(api), server.signUp(api)]);
    const { id } = await upload(person, { source: 'csv', scope: 'been', file: 'name\nA\n' });
    const outcomes = await Promise.all([
      other.call(ROUTES.getImport, { params: { id } }),
      other.call(ROUTES.commitImport, { params: { id }, body: {} }),
      other.call(ROUTES.deleteImport, { params: { id } }),
      person.call(ROUTES.getImport, { params: { id: '11111111-1111-4111-8111-111111111111' } }),
    ]);
    expect(outcomes.map(({ error }) => error.code)).toEqual(Array(4).fill('IMPORT_NOT_FOUND'));
    await person.must(ROUTES.deleteImport, { params: { id } });
    expect((await person.call(ROUTES.getImport, { params: { id } })).status).toBe(404);
  });

  it('takes only decisions for its rows and their candidates, each once, when it is ready', async () => {
    const person = await server.signUp(api);
    const { ids, at } = await street('Chosen', 'Elsewhere');
    const { id } = await upload(person, {
      source: 'csv',
      scope: 'been',
      file: `name,latitude,longitude\nChosen,${at(0)}\n`,
    });
    const commit = (...decisions: { row: number; restaurantId: number | null }[]) =>
      person.call(ROUTES.commitImport, { params: { id }, body: { decisions } });
    const chosen = { row: 1, restaurantId: ids[0] ?? 0 };
    expect((await commit({ row: 1, restaurantId: ids[1] ?? 0 })).error.message).toContain(
      'none of its candidates',
    );
    expect((await commit({ row: 2, restaurantId: null })).error.message).toContain('no row 2');
    expect((await commit(chosen, chosen)).error.message).toContain('once');
    expect((await get(person, id)).status).toBe('ready');
    const failed = await upload(person, { source: 'kml', scope: 'been', file: 'no xml' });
    expect((await person.call(ROUTES.commitImport, { params: { id: failed.id }, body: {} })).error.code).toBe(
      'CONFLICT',
    );
  });
});

describe('a file', () => {
  it('that cannot be read says why and leaves nothing', async () => {
    const person = await server.signUp(api);
    const laughs =
      '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><kml><Placemark><name>&b;</name></Placemark></kml>';
    expect(await upload(person, { source: 'kml', scope: 'been', file: laughs })).toMatchObject({
      status: 'failed',
      fault: { message: 'A document type is not accepted.', line: 1 },
      rows: [],
    });
    expect(await upload(person, { source: 'csv', scope: 'been', file: 'name\nA\n"B\n' })).toMatchObject({
      status: 'failed',
      fault: { message: 'A quote is never closed.', line: 3 },
      counts: { rows: 0 },
    });
    expect(await upload(person, { source: 'csv', scope: 'all', file: 'name\nA\n' })).toMatchObject({
      status: 'ready',
      rows: [{ status: 'invalid', reason: expect.stringContaining('which list') }],
    });
    const file = (name: string) =>
      person.call(ROUTES.createImport, { body: { source: 'csv', scope: 'been', file: name } });
    expect((await file('name\nA\0\n')).error).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { fields: [{ path: 'file' }] },
    });
  });

  it('may be as large as 10 MiB, and no larger; nobody fills memory without an account', async () => {
    const person = await server.signUp(api);
    const row = `${'x'.repeat(50)},${'y'.repeat(1_900)}\n`;
    const large = `name,notes\n${row.repeat(5_300)}`;
    expect(large.length).toBeGreaterThan(10_000_000);
    const { data } = await person.must(ROUTES.createImport, {
      body: { source: 'csv', scope: 'been', file: large },
    });
    await person.must(ROUTES.deleteImport, { params: { id: data.id } });
    const tooLarge = { source: 'csv', scope: 'been', file: 'x'.repeat(22 * 1024 * 1024) };
    const send = (who: Person) =>
      who.send('POST', '/api/v1/imports', tooLarge).then(
        ({ status }) => status,
        () => 413,
      );
    expect(await send(person)).toBe(413);
    const anonymous = await new (person.constructor as typeof Person)(api.url).send(
      'POST',
      '/api/v1/imports',
      { source: 'csv' },
    );
    expect(anonymous.status).toBe(401);
    // Elsewhere the usual limit holds.
    expect((await person.send('PATCH', '/api/v1/users/me', { bio: 'x'.repeat(2_000_000) })).status).toBe(413);
  });

  it('comes as a form too, in the encodings of spreadsheets, but only here', async () => {
    const person = await server.signUp(api);
    const { ids, at } = await street('Søstrene Öl');
    const form = (bytes: Uint8Array<ArrayBuffer>) => {
      const data = new FormData();
      data.set('source', 'csv');
      data.set('scope', 'been');
      data.set('file', new Blob([bytes], { type: 'text/csv' }), 'places.csv');
      return data;
    };
    const post = (path: string, body: FormData) =>
      fetch(`${api.url}/api/v1${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${person.token}` },
        body,
      });
    const text = `name;latitude;longitude\r\nSøstrene Öl;${at(0).replace(',', ';')}\r\n`;
    const utf16 = Uint8Array.from(Buffer.from(`\ufeff${text}`, 'utf16le'));
    const response = await post('/imports', form(utf16));
    expect(response.status).toBe(202);
    const { data } = (await response.json()) as { data: { id: string } };
    const detail = await until('it is matched', async () => {
      const found = await get(person, data.id);
      return found.status === 'ready' ? found : undefined;
    });
    expect(detail.rows).toMatchObject([{ status: 'matched', restaurantId: ids[0] }]);
    expect((await post('/imports', form(Uint8Array.from([0x6e, 0xff, 0xfe])))).status).toBe(400);
    expect((await post('/users/me/lists/been/restaurants', form(utf16))).status).toBe(415);
    const broken = await person.send('POST', '/api/v1/imports', 'x', {
      'content-type': 'multipart/form-data',
    });
    expect(broken.status).toBe(400);
  });

  it('is one of ten at most', async () => {
    const person = await server.signUp(api);
    const create = () =>
      person.call(ROUTES.createImport, { body: { source: 'csv', scope: 'been', file: 'name\nA\n' } });
    const answers = await Promise.all(Array.from({ length: 12 }, create));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(10).fill(202), 409, 409]);
  });
});
