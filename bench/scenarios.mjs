import { call } from './api-client.mjs';

const DETAIL = '/api/v1/restaurants/:id';
const LIST = '/api/v1/restaurants';
const BEEN = '/api/v1/users/me/lists/been/restaurants';
const PAGE = 20;

/**
 * What is measured. Each scenario says:
 * - `requestsOf()` begins a round: answers, for a connection's number, a function whose every call is the next
 *   request `{ method, path, token, body }` of that connection
 * - `samples` requests whose statements stand for the rest
 * - `page` which of those statements produce the row or page; none where the answer comes from the cache
 * - `before()` what has to happen before each round
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
  ];
}

/** Each connection its own person, each request a restaurant that the person does not keep yet. */
function addToBeen({ people, catalogue }) {
  const unkept = (person) => {
    while (person.kept.has(catalogue[person.keptCount])) person.keptCount += 1;
    const id = catalogue[person.keptCount];
    person.keptCount += 1;
    return id;
  };
  const requestFor = (person) => ({
    method: 'POST',
    path: BEEN,
    token: person.token,
    body: { restaurantId: unkept(person), notes: 'Get the corner table.' },
  });
  return {
    name: 'add to been',
    method: 'POST',
    route: BEEN,
    isWrite: true,
    requestsOf: () => (connection) => {
      const person = people[connection % people.length];
      return () => requestFor(person);
    },
    most: Math.floor((people.length * catalogue.length) / 10),
    get samples() {
      return [requestFor(people[0])];
    },
  };
}

/** What the scenarios need to know of the city: restaurants, filters and boxes that find more than a page. */
export async function surveyWorld(database, redis) {
  const ids = await database.query('select id from restaurants where deleted_at is null order by md5(id::text)');
  const filters = await database.query(`
    select lower(city) as city, cuisine from restaurants, unnest(cuisines) as cuisine
    where deleted_at is null and city is not null
    group by 1, 2 having count(*) > $1 order by count(*) desc, 1, 2 limit 8`, [2 * PAGE]);
  const boxes = await database.query(`
    with middle as (
      select st_x(location::geometry) as x, st_y(location::geometry) as y from restaurants
      where deleted_at is null order by md5(id::text) limit 400)
    select round((x - 0.01)::numeric, 4) || ',' || round((y - 0.01)::numeric, 4) || ','
        || round((x + 0.01)::numeric, 4) || ',' || round((y + 0.01)::numeric, 4) as box
    from middle where (select count(*) from restaurants r where r.deleted_at is null
      and r.location::geometry && st_makeenvelope(x - 0.01, y - 0.01, x + 0.01, y + 0.01, 4326)) > $1
    limit 8`, [2 * PAGE]);
  const query = (values) => `${LIST}?${new URLSearchParams({ ...values, page: '2', pageSize: String(PAGE) })}`;
  return {
    catalogue: ids.rows.map(({ id }) => Number(id)),
    filterPaths: filters.rows.map(({ city, cuisine }) => query({ city, cuisines: cuisine, sort: 'rating' })),
    boxPaths: boxes.rows.map(({ box }) => query({ bbox: box, sort: 'rating' })),
    clearRestaurants: () => clear(redis, 'restaurant:*'),
  };
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
