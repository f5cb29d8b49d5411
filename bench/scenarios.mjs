import { call } from './api-client.mjs';
import { provideLongLists } from './long-lists.mjs';

const DETAIL = '/api/v1/restaurants/:id';
const LIST = '/api/v1/restaurants';
const BEEN = '/api/v1/users/me/lists/been/restaurants';
const MATCHES = '/api/v1/users/match/batch';
const PAGE = 20;
/** different filters and boxes, which take turns */
const VARIANTS = 8;

/**
 * What is measured. Each scenario says:
 * - `requestsOf(isReal)` begins a round (`isReal`: of the api and not of a stand-in): answers, for a connection's number, a function whose every call is the next
 *   request `{ method, path, token, body }` of that connection
 * - `samples` requests whose statements stand for the rest
 * - `page` which of those statements produce the row or page; none where the answer comes from the cache
 * - `prepare()` what has to happen before everything
 * - `before()` what has to happen before each round
 * - `connections`, `warmUpSeconds` where they are not the usual ones
 * - `varies` the id in a sample's statements that is another one in each request
 */
export function scenarios(world) {
  const { people, catalogue, clearRestaurants } = world;
  const tokenOf = (connection) => people[connection % people.length].token;
  const detailOf = (id) => `${LIST}/${id}`;
  const favourite = catalogue[0];

  /** The same request again and again, or a few in turn, as each connection's own person where `signedIn`. */
  const repeated = (paths, signedIn) => () => (connection) => {
    let turn = connection;
    const token = signedIn ? tokenOf(connection) : undefined;
    return () => {
      turn += 1;
      return { path: paths[turn % paths.length], token };
    };
  };

  /** Every request another restaurant: connections draw from one row of ids, so none is asked for twice. */
  const eachOnce = (signedIn) => () => {
    let taken = 0;
    return (connection) => {
      const token = signedIn ? tokenOf(connection) : undefined;
      return () => {
        const id = catalogue[taken % catalogue.length];
        taken += 1;
        return { path: detailOf(id), token };
      };
    };
  };

  const detail = (name, signedIn, isCached) => ({
    name,
    route: DETAIL,
    requestsOf: isCached ? repeated([detailOf(favourite)], signedIn) : eachOnce(signedIn),
    most: isCached ? undefined : catalogue.length,
    before: isCached ? undefined : clearRestaurants,
    samples: [{ path: detailOf(favourite), token: signedIn ? tokenOf(0) : undefined }],
    isCached,
    varies: favourite,
    page: signedIn ? [/restaurant-full/, /viewer-overlay/] : [/restaurant-full/],
    aim: isCached ? 'bytes' : 'query',
  });

  const list = (name, paths, signedIn = false) => ({
    name,
    route: LIST,
    requestsOf: repeated(paths, signedIn),
    samples: paths.map((path) => ({ path, token: signedIn ? tokenOf(0) : undefined })),
    page: [/order by/, /restaurant-cards/],
    aim: 'query',
  });

  const feed = (name, pathOf) => ({
    name,
    route: '/api/v1/feed',
    requestsOf: () => (connection) => {
      const person = people[connection % people.length];
      return () => ({ path: pathOf(person), token: person.token });
    },
    samples: people.slice(0, 8).map((person) => ({ path: pathOf(person), token: person.token })),
    page: [/feed-page/],
    aim: 'query',
  });

  return [
    detail('detail cached anonymous', false, true),
    detail('detail cached signed in', true, true),
    detail('detail uncached anonymous', false, false),
    detail('detail uncached signed in', true, false),
    list('list with filters anonymous', world.filterPaths),
    list('list with filters signed in', world.filterPaths, true),
    list('list in a map box anonymous', world.boxPaths),
    feed('feed first page', () => `/api/v1/feed?limit=${PAGE}`),
    feed('feed second page', ({ cursor }) => `/api/v1/feed?limit=${PAGE}&cursor=${cursor}`),
    addToBeen(world),
    matchBatch(world),
  ];
}

/** The scenarios whose name holds one of the words; all without words. */
export const choose = (all, words) =>
  all.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));

const NOWHERE = { people: [{}], catalogue: [], free: [], filterPaths: [], boxPaths: [], rounds: 1 };
/** What there is to choose from, before there is a city. */
export const plannedScenarios = () => scenarios(NOWHERE);

/** Each connection its own person, each request a restaurant that the person does not keep yet. */
function addToBeen({ people, free, rounds }) {
  const unkept = (person) => {
    while (person.kept.has(free[person.keptCount])) person.keptCount += 1;
    const id = free[person.keptCount];
    person.keptCount += 1;
    return id;
  };
  const requestFor = (person, restaurantId) => ({
    method: 'POST',
    path: BEEN,
    token: person.token,
    body: { restaurantId, notes: 'Get the corner table.' },
  });
  return {
    name: 'add to been',
    method: 'POST',
    route: BEEN,
    isWrite: true,
    requestsOf: (isReal) => (connection) => {
      const person = people[connection % people.length];
      return () => requestFor(person, isReal ? unkept(person) : free[0]);
    },
    // Half of what is free: the people keep some already, and faster connections take more than their share.
    most: Math.floor((people.length * free.length) / (2 * (rounds + 1))),
    get samples() {
      return [requestFor(people[0], unkept(people[0]))];
    },
  };
}

/** Each request a hundred pairs that Redis does not know, of people with 500 places each. */
function matchBatch({ people, free, database, clearMatches }) {
  let hundreds = [[]];
  const requestFor = (person, userIds) => ({
    method: 'POST',
    path: MATCHES,
    token: person.token,
    body: { userIds },
  });
  return {
    name: 'match batch',
    method: 'POST',
    route: MATCHES,
    async prepare() {
      hundreds = await provideLongLists(database, people, free);
    },
    before: clearMatches,
    // One after the other, so that the time of one is what is measured.
    connections: 1,
    warmUpSeconds: 2,
    requestsOf: () => () => {
      let turn = 0;
      return () => {
        const [person, some] = [Math.floor(turn / hundreds.length) % people.length, turn % hundreds.length];
        turn += 1;
        return requestFor(people[person], hundreds[some]);
      };
    },
    get most() {
      return hundreds.length * people.length;
    },
    get samples() {
      return [requestFor(people[0], hundreds[0])];
    },
    page: [/match-batch/],
  };
}

/** What the scenarios need to know of the city: restaurants, filters and boxes that find more than a page. */
export async function surveyWorld(database, redis) {
  const ids = await database.query(
    'select id from restaurants where deleted_at is null order by md5(id::text)',
  );
  const filters = await database.query(`
    select lower(city) as city, cuisine, count(*)::int as found from restaurants, unnest(cuisines) as cuisine
    where deleted_at is null and city is not null
    group by 1, 2 order by 3 desc, 1, 2 limit ${VARIANTS}`);
  const boxes = await database.query(`
    with corners as (
      select st_x(location::geometry) - 0.01 as west, st_y(location::geometry) - 0.01 as south from restaurants
      where deleted_at is null order by md5(id::text) limit 400
    )
    select round(west::numeric, 4) || ',' || round(south::numeric, 4) || ',' || round((west + 0.02)::numeric, 4)
      || ',' || round((south + 0.02)::numeric, 4) as box, inside.found
    from corners, lateral (
      select count(*)::int as found from restaurants r where r.deleted_at is null
        and r.location::geometry && st_makeenvelope(west, south, west + 0.02, south + 0.02, 4326)
    ) inside
    order by (found > ${2 * PAGE}) desc, case when found > ${2 * PAGE} then 0 else -found end, 1 limit ${VARIANTS}`);
  const catalogue = ids.rows.map(({ id }) => Number(id));
  const highest = catalogue.reduce((most, id) => Math.max(most, id), 0);
  const count = Math.floor(catalogue.length / 4);
  return {
    catalogue,
    highest,
    /** places that only pgbench adds to lists */
    reserved: { from: highest - count + 1, count },
    free: catalogue.filter((id) => id <= highest - count),
    filterPaths: filters.rows.map(({ city, cuisine, found }) =>
      secondPage({ city, cuisines: cuisine, sort: 'rating' }, found),
    ),
    boxPaths: boxes.rows.map(({ box, found }) => secondPage({ bbox: box, sort: 'rating' }, found)),
    clearRestaurants: () => clear(redis, 'restaurant:*'),
    clearMatches: () => clear(redis, 'match:*'),
  };
}

/** A second page is never cached; in a small city it is a short one. */
function secondPage(filters, found) {
  const pageSize = Math.max(1, Math.min(PAGE, Math.floor(found / 2)));
  return `${LIST}?${new URLSearchParams({ ...filters, page: '2', pageSize: String(pageSize) })}`;
}

/** Where each person's second page begins. */
export async function findCursors(origin, people) {
  for (const person of people) {
    const { json } = await call(origin, { path: `/api/v1/feed?limit=${PAGE}`, token: person.token });
    if (!json.meta.nextCursor) throw new Error('A feed has no second page: the people follow too few.');
    person.cursor = json.meta.nextCursor;
  }
}

async function clear(redis, pattern) {
  for await (const keys of redis.scanStream({ match: pattern, count: 2000 })) {
    if (keys.length > 0) await redis.unlink(...keys);
  }
}
