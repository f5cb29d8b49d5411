import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Person } from '../../../../test/client.js';
import { openDatabase } from '../../../../test/database.js';
import { type RunningApi, TestServer } from '../../../../test/server.js';
import { SeededRandom } from '../../../demo-city/seeded-random.js';
import { examine } from '../../../doctor/examination.js';

/* A thousand changes of one list of five hundred, from four connections at once, in two categories. */

const OPERATIONS = 1000;
const CONNECTIONS = 4;
const LISTED = 500;
/** more places than the list holds, so that there is something to insert */
const PLACES = 560;

let server: TestServer;
let api: RunningApi;
let ana: Person;
let first: number;

beforeAll(async () => {
  server = await TestServer.start({ DATABASE_POOL_SIZE: '8' });
  api = await server.api();
  await server.worker();
  ana = await server.signUp(api);
  const [row] = await server.database.query<{ first: number }>(
    `with made as (insert into restaurants (name, location) select 'Place ' || n, st_makepoint(n / 1000.0, 40)::geography
       from generate_series(1, $1::int) n returning id) select min(id)::int as first from made`,
    [PLACES],
  );
  first = row?.first ?? 0;
  await server.database.query(
    `insert into rankings (user_id, category, restaurant_ids, fixed_tenths, liked_count)
     select $1, 'restaurants', array_agg($2::bigint + n order by n), array_agg(null::smallint), count(*) from generate_series(0, $3::int - 1) n`,
    [ana.id, first, LISTED],
  );
  await server.database.query(
    `insert into relations (user_id, restaurant_id, status, category, rating, rating_source, sentiment, visit_count, visit_date)
     select $1, $2::bigint + n, 'been', 'restaurants', floor(100 - n * 33.0 / $3 + 0.5) / 10, 'ranked', 'liked', 1, '2025-01-01' from generate_series(0, $3::int - 1) n`,
    [ana.id, first, LISTED],
  );
  await server.database.query(
    `insert into visits (user_id, restaurant_id, visit_date) select user_id, restaurant_id, '2025-01-01' from relations where user_id = $1`,
    [ana.id],
  );
  await server.database.query(
    `update restaurants r set rating_count = 1, rating_sum = rel.rating * 10, score_counts = count_scores(array[(rel.rating * 10)::int]) from relations rel where rel.restaurant_id = r.id and rel.user_id = $1`,
    [ana.id],
  );
  await server.database.query(
    `update users set been_count = $2, streak_days = 1, longest_streak = 1, last_visit_on = '2025-01-01' where id = $1`,
    [ana.id, LISTED],
  );
});
afterAll(() => server.stop());

/** Whatever is wrong at one moment, in one look. */
const INVARIANTS = `
with place as materialized (
  select k.category, p.id, p.number, k.fixed_tenths[p.number] as fixed,
    case when p.number <= k.liked_count then 'liked' when p.number <= k.liked_count + k.fine_count then 'fine' else 'disliked' end as bucket
  from rankings k, unnest(k.restaurant_ids) with ordinality as p(id, number) where k.user_id = $1
), kept as materialized (
  select place.*, rel.rating, rel.rating_source, rel.sentiment, rel.category as kept_in,
    lag(rel.rating) over (partition by place.category order by place.number) as above
  from place left join relations rel on rel.user_id = $1 and rel.restaurant_id = place.id and rel.status = 'been'
), truth as (
  select rel.restaurant_id, sum(round(rel.rating * 10)) as tenths, count(*) as people from relations rel
  where rel.status = 'been' and rel.rating is not null group by rel.restaurant_id
), owed as (select restaurant_id, sum(to_tenths - from_tenths) as tenths from rating_changes group by restaurant_id)
select
  (select count(*) - count(distinct id) from place)::int as "twice in an order",
  (select count(*) from kept where rating is null or kept_in <> category)::int as "in the order but not rated here",
  (select count(*) from relations rel where rel.user_id = $1 and rel.status = 'been' and rel.rating is not null
    and rel.restaurant_id not in (select id from place))::int as "rated but in no order",
  (select count(*) from kept where rating > above)::int as "scores that rise",
  (select count(*) from kept where sentiment <> bucket)::int as "in another bucket than its relation says",
  (select count(*) from kept where rating_source = 'manual' and fixed is distinct from round(rating * 10))::int as "own ratings that changed",
  (select count(*) from kept where rating_source = 'ranked' and fixed is not null)::int as "fixed without a rating",
  (select count(*) from kept where rating * 10 not between case bucket when 'liked' then 67 when 'fine' then 34 else 0 end
    and case bucket when 'liked' then 100 when 'fine' then 66 else 33 end)::int as "scores outside their bucket",
  (select abs(been_count - (select count(*) from relations where user_id = $1 and status = 'been')) from users where id = $1)::int as "been not counted",
  (select count(*) from restaurants r left join truth t on t.restaurant_id = r.id left join owed o on o.restaurant_id = r.id
    where r.rating_sum <> coalesce(t.tenths, 0) - coalesce(o.tenths, 0) or r.rating_count <> coalesce(t.people, 0))::int as "averages that are off"`;

type Outcome = { status: number; headers: Headers };

it('keeps every invariant, without a deadlock or a 5xx, and refuses only as the contract says', async () => {
  const tokens: string[] = [];
  const outcomes = new Map<string, number>();
  let done = 0;

  const operate = async (random: SeededRandom): Promise<[string, Outcome]> => {
    const id = first + random.int(0, PLACES - 1);
    const entry = { scope: 'been', restaurantId: String(id) } as const;
    const headers: Record<string, string> = random.chance(0.1) ? { 'if-match': `"${random.int(1, 3)}"` } : {};
    const kind = random.next();
    if (kind < 0.2) {
      const rating = random.chance(0.7) ? { rating: random.int(0, 100) / 10 } : {};
      const category = random.chance(0.2) ? ({ category: 'bars' } as const) : {};
      const body = { restaurantId: id, ...rating, ...category };
      return ['insert', await ana.call(ROUTES.addToList, { params: { id: 'me', scope: 'been' }, body })];
    }
    if (kind < 0.4) {
      const body = { rankIndex: random.int(0, LISTED) };
      return [
        'move',
        await ana.call(ROUTES.rankPlace, { params: { restaurantId: String(id) }, body, headers }),
      ];
    }
    if (kind < 0.6) {
      const body = random.chance(0.8)
        ? { rating: random.int(0, 100) / 10 }
        : random.pick([
            { sentiment: 'fine' },
            { category: 'bars' },
            { notes: 'again' },
            { rating: null },
          ] as const);
      return ['re-rate', await ana.call(ROUTES.updateListEntry, { params: entry, body, headers })];
    }
    if (kind < 0.7) {
      const body = { category: 'restaurants', position: random.int(0, LISTED) } as const;
      return [
        'put',
        await ana.call(ROUTES.putRanking, { params: { restaurantId: String(id) }, body, headers }),
      ];
    }
    if (kind < 0.85) return ['remove', await ana.call(ROUTES.removeFromList, { params: entry, headers })];
    const token = tokens.splice(random.int(0, Math.max(0, tokens.length - 1)), 1)[0];
    if (token === undefined) return operate(random);
    return ['undo', await ana.call(ROUTES.undo, { body: { token } })];
  };

  const work = async (connection: number) => {
    const random = new SeededRandom(`storm ${connection}`);
    while (done < OPERATIONS) {
      done++;
      const [kind, { status, headers }] = await operate(random);
      expect([200, 201, 204, 404, 409, 412], kind).toContain(status);
      const key = `${kind} ${status < 300 ? 'done' : status}`;
      outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
      const token = headers.get('x-undo-token');
      if (token) tokens.push(token);
      const [wrong] = await server.database.query(INVARIANTS, [ana.id]);
      for (const [name, count] of Object.entries(wrong ?? {})) expect(`${count} ${name}`).toBe(`0 ${name}`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, connection) => work(connection)));

  for (const kind of ['insert', 'move', 're-rate', 'put', 'remove', 'undo'])
    expect(outcomes.get(`${kind} done`) ?? 0, `${kind}: ${JSON.stringify([...outcomes])}`).toBeGreaterThan(
      15,
    );
  for (const refusal of ['insert 409', 'move 412', 're-rate 412', 'remove 404'])
    expect(outcomes.get(refusal) ?? 0, refusal).toBeGreaterThan(0);
  const [row] = await server.database.query<{ deadlocks: number }>(
    'select deadlocks::int from pg_stat_database where datname = current_database()',
  );
  expect(row?.deadlocks).toBe(0);
  await server.settled();
  const database = openDatabase(server.database.url, 2);
  const drifted = (await examine(database, false)).filter(({ count }) => count > 0);
  await database.close();
  expect(drifted).toEqual([]);
}, 180_000);
