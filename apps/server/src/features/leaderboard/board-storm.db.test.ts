import { type BoardMetric, ROUTES } from '@beli/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { trueBoard, visibleTo } from '../../../test/board-truth.js';
import type { Person } from '../../../test/client.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { until } from '../../../test/until.js';
import { SeededRandom } from '../../demo-city/seeded-random.js';

/*
 * People do whatever moves a board, several at once; Redis is killed on the way and forgets everything. Afterwards
 * every board, page by page and for several viewers, is what plain SQL counts from the rows.
 */

const OPERATIONS = 200;
const CONNECTIONS = 4;
const PEOPLE = 12;
const PLACES = 14;
const PAGE = 7;
const METRICS: readonly BoardMetric[] = ['score', 'been', 'influence', 'notes', 'photos', 'streak'];
const CITIES = ['New York', 'NEW york', 'Αθήνα', 'ΑΘΉΝΑ', 'Basel'] as const;
const DAY_MS = 86_400_000;

let server: TestServer;
let api: RunningApi;
let people: Person[];
let places: number[];
const started = new Date();
let now = started;

beforeAll(async () => {
  server = await TestServer.start({ DATABASE_POOL_SIZE: '8' });
  const clock = () => now;
  api = await server.api({}, clock);
  await server.worker({}, clock);
  people = await Promise.all(
    Array.from({ length: PEOPLE }, (_, n) =>
      server.signUp(api, { timezone: n % 2 === 0 ? 'Asia/Tokyo' : 'America/New_York' }),
    ),
  );
  const rows = await server.database.query<{ id: string }>(
    `insert into restaurants (name, location) select 'Board ' || n, st_makepoint(n / 1000.0, 45)::geography
     from generate_series(1, $1::int) n returning id`,
    [PLACES],
  );
  places = rows.map(({ id }) => Number(id));
});
afterAll(() => server.stop());

const dateBefore = (days: number) => new Date(started.getTime() - days * DAY_MS).toISOString().slice(0, 10);

/** One thing that somebody does; what is refused changes nothing. */
async function act(random: SeededRandom): Promise<void> {
  const [person, other] = [random.pick(people), random.pick(people)];
  const place = random.pick(places);
  const params = { id: String(other.id) };
  const privacy = (patch: object) => person.call(ROUTES.updateSettings, { body: { privacy: patch } });
  const acts: (() => Promise<unknown>)[] = [
    () =>
      person.call(ROUTES.addToList, {
        params: { id: 'me', scope: 'been' },
        body: {
          restaurantId: place,
          rating: random.int(0, 100) / 10,
          visitDate: dateBefore(random.int(0, 4)),
          isStealth: random.chance(0.25),
        },
      }),
    () =>
      person.call(ROUTES.addVisit, {
        params: { restaurantId: String(place) },
        body: { visitDate: dateBefore(random.int(0, 3)) },
      }),
    () => person.call(ROUTES.removeRestaurant, { params: { restaurantId: String(place) } }),
    () =>
      person.call(ROUTES.updateListEntry, {
        params: { scope: 'been', restaurantId: String(place) },
        body: { isStealth: random.chance(0.5) },
      }),
    () =>
      person.call(ROUTES.createReview, {
        params: { id: String(place) },
        body: { rating: 7, content: 'Good.' },
      }),
    async () => {
      const [row] = await server.database.query<{ id: string }>(
        'select id from reviews where user_id = $1 and deleted_at is null limit 1',
        [person.id],
      );
      if (row) await person.call(ROUTES.deleteReview, { params: { id: row.id } });
    },
    () => person.call(ROUTES.followUser, { params }),
    () => person.call(ROUTES.followUser, { params }),
    () => person.call(ROUTES.unfollowUser, { params }),
    () => person.call(ROUTES.updateMe, { body: { location: { city: random.pick(CITIES), state: null } } }),
    () => privacy({ isPublicAccount: random.chance(0.5) }),
    () => privacy({ discoverable: random.chance(0.7) }),
    () => privacy({ showCity: random.chance(0.7) }),
    () => person.call(random.chance(0.5) ? ROUTES.blockUser : ROUTES.unblockUser, { params }),
    () =>
      person.call(ROUTES.updateMe, { body: { timezone: random.pick(['Asia/Tokyo', 'America/New_York']) } }),
  ];
  await random.pick(acts)();
}

async function expectBoard(viewer: Person, metric: BoardMetric, city: string | undefined): Promise<void> {
  const [truth, visible] = await Promise.all([
    trueBoard(server.database, { metric, city, now }),
    visibleTo(server.database, viewer.id),
  ]);
  const me = truth.find(({ id }) => id === viewer.id);
  for (let page = 1; page <= Math.ceil(truth.length / PAGE) + 1; page++) {
    const query = { metric, page: String(page), pageSize: String(PAGE), ...(city && { city }) };
    const { data, meta } = await viewer.must(ROUTES.getLeaderboard, { query });
    const expected = truth.slice((page - 1) * PAGE, page * PAGE);
    const shown = expected.filter(({ id }) => visible.has(id));
    expect(data.map(({ rank, user, score }) => ({ id: user.id, rank, value: score }))).toEqual(shown);
    expect(meta).toMatchObject({
      total: truth.length,
      hidden: expected.length - shown.length,
      me: me ? { rank: me.rank, score: me.value } : null,
    });
  }
  const { data: own } = await viewer.must(ROUTES.getOwnRank, { query: { metric, ...(city && { city }) } });
  const above = truth.filter(({ id, rank }) => me && rank < me.rank && visible.has(id)).at(-1);
  expect(own).toMatchObject({ rank: me?.rank ?? null, score: me?.value ?? null, of: truth.length });
  expect(own.nextUp && { id: own.nextUp.user.id, gap: own.nextUp.gap }).toEqual(
    above && me ? { id: above.id, gap: above.value - me.value } : null,
  );
}

async function expectBoards(viewers: readonly Person[]): Promise<void> {
  for (const viewer of viewers) {
    for (const metric of METRICS) await expectBoard(viewer, metric, undefined);
    for (const city of ['new YORK', 'ΑΘΉΝΑ', 'Nowhere']) await expectBoard(viewer, 'score', city);
  }
}

const ready = () => server.redis.command((client) => client.get('{leaderboard}:ready'));
const isReady = () => until('the boards are built', ready);

it('every board is what the rows say, through the loss of Redis, and as streaks end', async () => {
  const viewers = people.slice(0, 2);
  await viewers[0]?.must(ROUTES.getLeaderboard, {});
  await isReady();
  let done = 0;
  const storm = async (connection: number) => {
    const random = new SeededRandom(`boards ${connection}`);
    while (done++ < OPERATIONS) {
      if (done === Math.floor(OPERATIONS / 2)) {
        await server.redis.kill();
        await server.redis.up();
      }
      // Boards are read, and built, while they are written.
      if (random.chance(0.1)) await random.pick(people).call(ROUTES.getLeaderboard, {});
      await act(random);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, connection) => storm(connection)));
  await server.settled();
  await until('the boards are there again', async () => {
    await viewers[0]?.must(ROUTES.getLeaderboard, {});
    return ready();
  });
  await expectBoards(viewers);

  await server.redis.command((client) => client.flushall());
  await expectBoards(viewers.slice(0, 1));
  await isReady();

  // Where it is still yesterday a run of today lasts a day longer.
  now = new Date(started.getTime() + 3 * DAY_MS);
  await expectBoards(viewers);
  expect(
    (await trueBoard(server.database, { metric: 'streak', now })).every(({ value }) => value === 0),
  ).toBe(true);
});
