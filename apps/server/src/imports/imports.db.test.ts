import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, openDatabase, type TestDatabase } from '../../test/database.js';
import { examine } from '../doctor/examination.js';
import { planFollows } from './follows.plan.js';
import type { ImportPlan } from './import-plan.js';
import { type ImportOutcome, runImport } from './import-run.js';
import { planRestaurants } from './restaurants.plan.js';
import { planVisits } from './visits.plan.js';

let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  [database, folder] = await Promise.all([createTestDatabase(), mkdtemp(join(tmpdir(), 'beli-import-'))]);
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  await database.drop();
});

const write = async (name: string, content: string | Buffer): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
};
const run = (plan: ImportPlan, file: string, signal?: AbortSignal): Promise<ImportOutcome> =>
  runImport(plan, { databaseUrl: database.url, file, ...(signal ? { signal } : {}) });
const countsOf = ({ merged }: ImportOutcome) => Object.fromEntries(merged.counts);

async function drift(): Promise<string[]> {
  const opened = openDatabase(database.url, 2);
  try {
    return (await examine(opened, false)).filter(({ count }) => count > 0).map(({ name }) => name);
  } finally {
    await opened.close();
  }
}

/** Everything that an import may touch, to compare before and after. */
async function contents(): Promise<string> {
  const tables = ['users', 'follows', 'restaurants', 'relations', 'visits', 'activities'];
  const rows = await Promise.all(
    tables.map((table) =>
      database.query(`select md5(string_agg(t::text, '|' order by t::text)) as sum from ${table} t`),
    ),
  );
  return JSON.stringify(rows);
}

const HEADER =
  'id,name,cuisines,price_range,address,neighborhood,city,state,country,zip,lat,lng,phone,website,hours,source';
const place = (
  id: string,
  name: string,
  rest: Partial<Record<'cuisines' | 'hours' | 'phone' | 'lat', string>> = {},
) =>
  `${id},${name},${rest.cuisines ?? 'pizza'},,1 Main St,,,,US,,${rest.lat ?? '40.7'},-74,${rest.phone ?? ''},,${rest.hours ?? ''},test`;
const places = (...rows: string[]) => `${[HEADER, ...rows].join('\n')}\n`;

describe('import restaurants', () => {
  it('takes good rows in, plain or gzip whatever the name, and writes refused ones beside the file', async () => {
    const text = places(
      place('a-1', '"Joe\'s, ""the"" place"', { hours: '"Mo-Fr 11:00-14:00,17:00-22:00; Sa 18:00-02:00"' }),
      place('a-2', '宝寿し', { cuisines: 'sushi;b;c;d;e;f' }),
      place('a-1', 'Twin'),
      place('a-3', ''),
      place('a-4', 'Nowhere', { lat: '' }),
      place('a-5', 'Nul\0byte'),
      'a-6,short row',
      '"never closed,x',
      place('a-7', 'Odd hours', { hours: 'Dec 25 off' }),
      place('a-8', 'Last'),
    );
    const bytes = Buffer.concat([
      Buffer.from('\ufeff'),
      Buffer.from(text),
      Buffer.from('a-9,Caf\xe9,,,,,,,,,1,1,,,,x\n', 'latin1'),
    ]);
    const outcome = await run(planRestaurants(), await write('places.csv', gzipSync(bytes)));
    expect(countsOf(outcome)).toEqual({ added: 4, updated: 0, unchanged: 0 });
    expect(outcome).toMatchObject({ read: 11, refused: { count: 7 }, warnings: { count: 2 } });
    expect(
      (await readFile(`${join(folder, 'places.csv')}.rejected.csv`, 'utf8'))
        .split('\n')
        .map((line) => line.split(',').slice(0, 2).join(',')),
    ).toEqual([
      'line,reason',
      '5,name is empty',
      '6,lat is empty',
      '7,it contains a NUL byte',
      '8,it has 2 fields where the header names 16',
      '9,a quote is out of place or never closed',
      '12,it is not valid UTF-8 text',
      '4,it repeats line 2',
      '',
    ]);
    const warnings = await readFile(outcome.warnings.path, 'utf8');
    expect(warnings).toContain('3,only the first 5 of 6 cuisines are kept,');
    expect(warnings).toContain('10,hours left empty: they depend on the date or the sun,');
    const rows = await database.query(
      `select external_id, name, category, cuisines, timezone, hours->'saturday' as saturday, open_minutes @> 0 as "openMondayMidnight",
        open_minutes @> 7 * 1440 - 1440 + 60 as "openSundayAtOne", city, st_y(location::geometry) as latitude, source, sort_score from restaurants order by external_id`,
    );
    expect(rows[0]).toEqual({
      external_id: 'a-1',
      name: 'Joe\'s, "the" place',
      category: 'restaurants',
      cuisines: ['pizza'],
      timezone: 'America/New_York',
      saturday: { open: '18:00', close: '02:00' },
      openMondayMidnight: false,
      openSundayAtOne: true,
      city: null,
      latitude: 40.7,
      source: 'test',
      sort_score: 70,
    });
    expect(rows.map((row) => row.name)).toEqual(['Joe\'s, "the" place', '宝寿し', 'Odd hours', 'Last']);
  });

  it('changes nothing the second time, and only what differs with a newer file', async () => {
    const first = places(
      place('b-1', 'One', { phone: '+1' }),
      place('b-2', 'Two', { hours: '24/7' }),
      place('b-3', 'Three'),
    );
    const file = await write('first.csv', first);
    await run(planRestaurants(), file);
    const before = await contents();
    const again = await run(planRestaurants(), file);
    expect(countsOf(again)).toEqual({ added: 0, updated: 0, unchanged: 3 });
    expect(again.merged.changes).toBe(0);
    expect(await contents()).toBe(before);

    // An admin removed one and a moderator corrected a category; the newer file knows less of the phone.
    await database.query(`update restaurants set deleted_at = now() where external_id = 'b-3'`);
    await database.query(`update restaurants set category = 'bars' where external_id = 'b-1'`);
    const newer = places(
      place('b-1', 'One & a half'),
      place('b-2', 'Two', { hours: 'by chance' }),
      place('b-3', 'Three again'),
      place('b-4', 'Four'),
    );
    expect(countsOf(await run(planRestaurants(), await write('newer.csv', newer)))).toEqual({
      added: 1,
      updated: 2,
      unchanged: 0,
      'removed earlier, left so': 1,
    });
    expect(
      await database.query(
        `select external_id, name, phone, category, hours, version, id::int <= 3 as "keptId" from restaurants order by external_id`,
      ),
    ).toEqual([
      {
        external_id: 'b-1',
        name: 'One & a half',
        phone: '+1',
        category: 'bars',
        hours: null,
        version: 2,
        keptId: true,
      },
      {
        external_id: 'b-2',
        name: 'Two',
        phone: null,
        category: 'restaurants',
        hours: null,
        version: 2,
        keptId: true,
      },
      {
        external_id: 'b-3',
        name: 'Three',
        phone: null,
        category: 'restaurants',
        hours: null,
        version: 1,
        keptId: true,
      },
      {
        external_id: 'b-4',
        name: 'Four',
        phone: null,
        category: 'restaurants',
        hours: null,
        version: 1,
        keptId: false,
      },
    ]);
  });

  it('leaves nothing behind when it is interrupted, and does it all when run again', async () => {
    const many = Array.from({ length: 20_000 }, (_, index) => place(`c-${index}`, `Place ${index}`));
    const file = await write('many.csv', places(...many));
    const interruption = new AbortController();
    const running = run(planRestaurants(), file, interruption.signal);
    const outcome = expect(running).rejects.toThrow(/Interrupted: nothing was changed/);
    // In the middle of the merge: the staging table is full and its statement runs.
    for (;;) {
      const [busy] = await database.query(
        `select 1 from pg_stat_activity where datname = current_database() and application_name = 'beli-import' and query ilike '%insert into restaurants%'`,
      );
      if (busy) break;
    }
    interruption.abort();
    await outcome;
    expect(await database.query('select count(*)::int as n from restaurants')).toEqual([{ n: 0 }]);
    expect(countsOf(await run(planRestaurants(), file))).toMatchObject({ added: 20_000 });
  });

  it('lets a second import wait for the first', async () => {
    const file = await write(
      'some.csv',
      places(...Array.from({ length: 3_000 }, (_, index) => place(`d-${index}`, `Place ${index}`))),
    );
    const other = await write('same.csv', await readFile(file));
    const outcomes = await Promise.all([run(planRestaurants(), file), run(planRestaurants(), other)]);
    expect(outcomes.map((outcome) => countsOf(outcome).added).sort()).toEqual([0, 3_000]);
  });

  it.each([
    ['a missing file', async () => join(folder, 'absent.csv'), /There is no file/],
    ['a folder', async () => folder, /is not a file/],
    ['an empty file', () => write('empty.csv', ''), /is empty/],
    ['other columns', () => write('other.csv', 'a,b\n1,2\n'), /lacks the columns id, name/],
    [
      'half a gzip file',
      () => write('half.csv.gz', gzipSync(places(place('e-1', 'One'))).subarray(0, 40)),
      /damaged or incomplete gzip/,
    ],
  ])('says in one sentence what is wrong with %s', async (_what, make, sentence) => {
    await expect(run(planRestaurants(), await make())).rejects.toThrow(sentence);
    expect(await database.query('select count(*)::int as n from restaurants')).toEqual([{ n: 0 }]);
  });

  it('writes elsewhere where the folder of the file takes nothing, and removes a report that is out of date', async () => {
    const readOnly = join(folder, 'sealed');
    await mkdir(readOnly);
    await writeFile(join(readOnly, 'places.csv'), places(place('', 'No id')));
    await chmod(readOnly, 0o555);
    const here = process.cwd();
    process.chdir(folder);
    try {
      const outcome = await run(planRestaurants(), join(readOnly, 'places.csv'));
      expect(outcome.refused).toEqual({ count: 1, path: join(process.cwd(), 'places.csv.rejected.csv') });
      await chmod(readOnly, 0o755);
      await writeFile(join(readOnly, 'places.csv'), places(place('f-1', 'Good now')));
      await chmod(readOnly, 0o555);
      await run(planRestaurants(), join(readOnly, 'places.csv'));
      expect(existsSync(outcome.refused.path)).toBe(false);
    } finally {
      process.chdir(here);
      await chmod(readOnly, 0o755);
    }
  });
});

describe('import follows', () => {
  it('makes people with their final counters, once', async () => {
    await database.query(`insert into users (username, display_name) values ('g_2', 'Took the name')`);
    const file = await write(
      'follows.csv',
      'follower_id,followee_id\ng1,g2\ng2,g1\ng3,g1\ng3,g3\ng1,g2\n,g1\n',
    );
    const outcome = await run(planFollows(), file);
    expect(countsOf(outcome)).toEqual({ added: 3, unchanged: 0, 'people created': 3, 'people recounted': 0 });
    expect(outcome.refused.count).toBe(3);
    expect(
      await database.query(
        `select external_id, username::text, display_name, followers_count, following_count, email_hash, password_hash, xmin = (select xmin from follows limit 1) as "writtenOnce"
         from users where external_id is not null order by external_id`,
      ),
    ).toEqual([
      expect.objectContaining({
        external_id: 'g1',
        username: 'g_1',
        display_name: 'Guest 1',
        followers_count: 2,
        following_count: 1,
        email_hash: null,
        password_hash: null,
        writtenOnce: true,
      }),
      expect.objectContaining({
        external_id: 'g2',
        username: expect.stringMatching(/^guest_[0-9a-f]{14}$/),
        followers_count: 1,
        following_count: 1,
      }),
      expect.objectContaining({ external_id: 'g3', username: 'g_3', followers_count: 0, following_count: 1 }),
    ]);
    expect(await drift()).toEqual([]);
    const before = await contents();
    expect((await run(planFollows(), file)).merged.changes).toBe(0);
    expect(await contents()).toBe(before);
    // More edges of people who are there already.
    const more = await write('more.csv', 'follower_id,followee_id\ng1,g3\ng4,g1\n');
    expect(countsOf(await run(planFollows(), more))).toEqual({
      added: 2,
      unchanged: 0,
      'people created': 1,
      'people recounted': 2,
    });
    expect(await drift()).toEqual([]);
  });
});

describe('import visits', () => {
  const VISITS = 'user_id,venue_id,visits\ng1,v1,1\ng1,v2,5\ng2,v2,1\ng2,v3,6\ng2,v4,1\ng1,v9,0\n';

  beforeEach(async () => {
    await run(
      planRestaurants(),
      await write(
        'r.csv',
        places(...['r-3', 'r-1', 'r-2'].map((id) => place(id, `Place ${id}`, { cuisines: 'coffee' }))),
      ),
    );
  });

  it('maps venues onto restaurants in the order of popularity', async () => {
    const file = await write('visits.csv', VISITS);
    const outcome = await run(planVisits('2025-06-01'), file);
    // v2 and v3 were visited 6 times each, v1 and v4 once: v2, v3, v1; nothing is left for v4.
    expect(countsOf(outcome)).toEqual({
      added: 4,
      unchanged: 0,
      'people created': 2,
      'people recounted': 0,
      venues: 4,
      'venues without a restaurant': 1,
    });
    expect((await readFile(outcome.refused.path, 'utf8')).split('\n').slice(1)).toEqual([
      '7,visits is not a whole number above zero,"g1,v9,0"',
      '6,there are more venues than imported restaurants,"g2,v4"',
      '',
    ]);
    expect(
      await database.query(
        `select u.external_id as person, r.external_id as place, rel.status, rel.category, rel.rating, (select count(*)::int from ranked_places p where p.user_id = rel.user_id) as ranked, rel.visit_count,
          rel.visit_date between date '2024-04-27' and date '2025-05-31' as "inTime", rel.visit_date = v.visit_date as "sameDay",
          (a.created_at at time zone 'UTC')::date = v.visit_date and a.type = 'visit' as told
        from relations rel join users u on u.id = rel.user_id join restaurants r on r.id = rel.restaurant_id
        join visits v on v.user_id = u.id and v.restaurant_id = r.id join activities a on a.relation_id = rel.id order by 1, 2`,
      ),
    ).toEqual(
      [
        ['g1', 'r-1'],
        ['g1', 'r-3'],
        ['g2', 'r-1'],
        ['g2', 'r-2'],
      ].map(([person, place]) => ({
        person,
        place,
        status: 'been',
        category: 'coffee_tea',
        rating: null,
        ranked: 0,
        visit_count: 1,
        inTime: true,
        sameDay: true,
        told: true,
      })),
    );
    expect(await drift()).toEqual([]);
    const before = await contents();
    for (const asOf of ['2025-06-01', '2025-09-01']) {
      expect((await run(planVisits(asOf), file)).merged.changes).toBe(0);
      expect(await contents()).toBe(before);
    }
  });

  it('counts for people who were there before', async () => {
    await run(planFollows(), await write('f.csv', 'follower_id,followee_id\ng1,g2\n'));
    const outcome = await run(planVisits('2025-06-01'), await write('visits.csv', VISITS));
    expect(countsOf(outcome)).toMatchObject({ added: 4, 'people created': 0, 'people recounted': 2 });
    expect(await drift()).toEqual([]);
  });
});

describe('the real files', () => {
  const data = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));
  const isThere = existsSync(join(data, 'restaurants-nyc.csv.gz'));

  it.skipIf(!isThere)('a restaurant file (skipped where ../shared/data is absent)', async () => {
    const copy = await write('uci.csv.gz', await readFile(join(data, 'restaurants-uci.csv.gz')));
    expect(countsOf(await run(planRestaurants(), copy))).toMatchObject({ added: 130 });
  });
});
