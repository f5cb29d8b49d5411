import { type MatchSession, ROUTES, type Sent } from '@beli/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { until } from '../../../test/until.js';
import { type Candidate, decideMatches } from './match.rules.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  admin = await server.promote(await server.signUp(api), 'admin', api);
});
afterAll(() => server.stop());

/** In the order of their ids. */
const signUp = async (count: number) => {
  const people = await Promise.all(Array.from({ length: count }, () => server.signUp(api)));
  return people.sort((a, b) => a.id - b.id);
};
const two = async () => (await signUp(2)) as [Person, Person];
const place = (overrides: Partial<Sent<typeof ROUTES.createRestaurant>['body']> = {}) =>
  addRestaurant(admin, overrides);
const keep = async (
  person: Person,
  restaurantId: number,
  scope: 'been' | 'want_to_try' = 'want_to_try',
  body: object = {},
) => {
  await person.must(ROUTES.addToList, { params: { id: 'me', scope }, body: { restaurantId, ...body } });
};
const wish = async (restaurantId: number, ...people: Person[]) => {
  for (const person of people) await keep(person, restaurantId);
};
const ask = async (
  person: Person,
  others: readonly Person[],
  body: Partial<Sent<typeof ROUTES.matchGroup>['body']> = {},
) =>
  person.call(ROUTES.matchGroup, {
    body: { participantIds: others.map(({ id }) => id), createSession: false, ...body },
  });
const found = async (...args: Parameters<typeof ask>) => {
  const { data, error } = await ask(...args);
  if (error) throw new Error(error.code);
  return data.matches.map(({ restaurant }) => restaurant.id);
};
const dish = (overrides: Partial<Sent<typeof ROUTES.replaceMenu>['body']['items'][number]> = {}) => ({
  name: 'Dish',
  category: 'entree' as const,
  ...overrides,
});
const serve = (restaurantId: number, ...items: ReturnType<typeof dish>[]) =>
  admin.must(ROUTES.replaceMenu, { params: { id: String(restaurantId) }, body: { items } });
/** Statements of a name that the api has sent. */
const countOf = async (name: string) => {
  const metric = await api.platform.metrics.queryDuration.get();
  return metric.values.find(
    ({ metricName, labels }) =>
      metricName?.endsWith('_count') && Object.values(labels).some((label) => label === name),
  )?.value;
};

describe('where a group should eat', () => {
  it('is where most want to go', async () => {
    const [ana, ben, cem] = (await signUp(3)) as [Person, Person, Person];
    const [all, most, one] = [await place(), await place(), await place()];
    await wish(all, ana, ben, cem);
    await wish(most, ana, cem);
    await wish(one, ben);
    const { data } = await ask(ana, [ben, cem, ana, ben]);
    expect(data).toMatchObject({
      sessionId: null,
      expiresAt: null,
      creatorId: ana.id,
      relaxed: false,
      timeSlot: 'dinner',
      category: null,
      votes: { [all]: { yes: 0, no: 0, skip: 0 } },
    });
    expect(data.participants.map(({ id, status }) => [id, status])).toEqual([
      [ana.id, 'joined'],
      [ben.id, 'invited'],
      [cem.id, 'invited'],
    ]);
    expect(data.matches).toMatchObject([
      {
        restaurant: { id: all, userStatus: 'want_to_try' },
        score: 95,
        scoreBreakdown: { wantToTry: 70, dietary: 20, location: 5 },
        onListsCount: 3,
        participants: [ana.id, ben.id, cem.id],
        matchReasons: ['All 3 want to try it'],
        availability: null,
      },
      { restaurant: { id: most }, score: 72, onListsCount: 2, participants: [ana.id, cem.id] },
    ]);
    expect(data.matches).toHaveLength(2);
    expect(await found(ana, [ben, cem], { maxResults: 1 })).toEqual([all]);
    expect(await found(cem, [ben, ana])).toEqual([all, most]);
  });

  it('is where one of them wants to go when no two agree', async () => {
    const [ana, ben] = await two();
    const id = await place();
    await wish(id, ben);
    expect((await ask(ana, [ben])).data).toMatchObject({ relaxed: true, matches: [{ restaurant: { id } }] });
    expect((await ask(ana, [])).data).toMatchObject({ relaxed: false, matches: [] });
  });

  it('has to be of the category, open for business and there', async () => {
    const [ana, ben] = await two();
    const [bar, closed, gone, good] = [
      await place({ category: 'bars' }),
      await place(),
      await place(),
      await place(),
    ];
    for (const id of [bar, closed, gone, good]) await wish(id, ana, ben);
    await admin.must(ROUTES.updateRestaurant, { params: { id: String(closed) }, body: { isClosed: true } });
    await admin.must(ROUTES.deleteRestaurant, { params: { id: String(gone) } });
    expect(await found(ana, [ben], { category: 'bars' })).toEqual([bar]);
    expect(await found(ana, [ben])).toEqual([bar, good]);
  });

  it('is not where one of them was within 30 days, unless nobody may know', async () => {
    const [ana, ben] = await two();
    const [recent, secret, old] = [await place(), await place(), await place()];
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
    await keep(ben, recent, 'been', { visitDate: daysAgo(29), keepWantToTry: true });
    await keep(ben, secret, 'been', { visitDate: daysAgo(2), keepWantToTry: true, isStealth: true });
    await keep(ben, old, 'been', { visitDate: daysAgo(33), keepWantToTry: true });
    for (const id of [recent, secret, old]) await wish(id, ana, ben);
    expect(await found(ana, [ben])).toEqual([secret, old]);
    // In two weeks it is long enough ago, and what was visited lately still is not.
    expect(await found(ana, [ben], { date: daysAgo(-14) })).toEqual([recent, secret, old]);
    expect(await found(ben, [])).toEqual([old]);
  });

  it('leaves out kitchens that half of them dislike', async () => {
    const [ana, ben] = await two();
    const thai = await place({ cuisines: ['thai', 'seafood'] });
    await wish(thai, ana, ben);
    await ben.must(ROUTES.updateMe, { body: { dislikedCuisines: ['thai'] } });
    expect((await ask(ana, [ben])).data.matches).toMatchObject([{ restaurant: { id: thai }, score: 85 }]);
    const greek = await place({ cuisines: ['greek'] });
    await wish(greek, ana, ben);
    expect(await found(ana, [ben])).toEqual([greek]);
  });

  it('is near, to people or to where they meet', async () => {
    const [ana, ben] = await two();
    const far = await place({ location: at(40.8, -73.9) });
    const near = await place({ location: at(40.7223, -73.9982) });
    for (const id of [far, near]) await wish(id, ana, ben);
    await ana.must(ROUTES.updateMe, { body: { homeLocation: { latitude: 40.7225, longitude: -73.998 } } });
    const { data } = await ask(ana, [ben]);
    expect(data.matches.map(({ restaurant }) => restaurant.id)).toEqual([near, far]);
    expect(data.matches[0]?.scoreBreakdown.location).toBeGreaterThan(9.4);
    expect(data.matches[0]?.matchReasons).toEqual(['Both of you want to try it', 'Close to everyone']);
    expect(await found(ana, [ben], { center: { lat: 40.8, lng: -73.9 } })).toEqual([far, near]);
  });

  it('says nothing of where exactly somebody lives', async () => {
    const [ana, ben] = await two();
    for (let n = 0; n < 3; n++) await wish(await place({ location: at(40.72 + n / 500, -73.99) }), ana, ben);
    const scores = async (latitude: number, longitude: number) => {
      await ben.must(ROUTES.updateMe, { body: { homeLocation: { latitude, longitude } } });
      return (await ask(ana, [ben])).data.matches.map(({ score, scoreBreakdown }) => [score, scoreBreakdown]);
    };
    expect(await scores(40.7101, -73.9999)).toEqual(await scores(40.7198, -73.9902));
    expect(JSON.stringify((await ask(ana, [ben])).data)).not.toMatch(/40\.71/);
  });
});

describe('what they eat', () => {
  it('is shown by the menu, missing on it, or unknown', async () => {
    const [ana, ben] = await two();
    const [meat, none, vegan] = [await place(), await place(), await place()];
    for (const id of [meat, none, vegan]) await wish(id, ana, ben);
    await serve(meat, dish());
    await serve(vegan, dish({ isVegan: true, isVegetarian: true }), dish({ name: 'Bread' }));
    await ben.must(ROUTES.updateMe, { body: { dietaryRestrictions: ['vegan'] } });
    const { data } = await ask(ana, [ben], { dietaryRestrictions: ['Vegetarian', 'no-pork'] });
    expect(
      data.matches.map(({ restaurant, scoreBreakdown, matchReasons }) => [
        restaurant.id,
        scoreBreakdown.dietary,
        matchReasons.slice(1),
      ]),
    ).toEqual([
      [vegan, 20, ["Suits the group's diets"]],
      [none, 10, ['Check with the restaurant about vegetarian, no pork and other diets']],
      [meat, 0, ['Check with the restaurant about no pork']],
    ]);
  });

  it('is named to those whom they sit down with, and to nobody before', async () => {
    const [ana, ben] = await two();
    const id = await place();
    await wish(id, ana, ben);
    await ben.must(ROUTES.updateMe, { body: { dietaryRestrictions: ['kosher'] } });
    const dietsIn = ({ data }: { data: MatchSession }) => [
      data.dietaryRestrictions,
      data.participants.map(({ dietaryRestrictions }) => dietaryRestrictions),
      data.matches[0]?.matchReasons[1],
    ];
    const hidden = [[], [[], []], "Check with the restaurant about the group's diets"];
    expect(dietsIn(await ask(ana, [ben]))).toEqual(hidden);
    const opened = await ask(ana, [ben], { createSession: true });
    expect(dietsIn(opened)).toEqual(hidden);
    const params = { sid: opened.data.sessionId ?? '' };
    const shown = [['kosher'], [[], ['kosher']], 'Check with the restaurant about kosher'];
    expect(dietsIn(await ben.must(ROUTES.getGroupSession, { params }))).toEqual(shown);
    await ben.must(ROUTES.joinGroupSession, { params });
    expect(dietsIn(await ana.must(ROUTES.getGroupSession, { params }))).toEqual(shown);
    await ben.must(ROUTES.updateSettings, { body: { privacy: { showDietary: true } } });
    expect(dietsIn(await ask(ana, [ben]))).toEqual(shown);
  });
});

describe('what people keep to themselves', () => {
  it('counts for nobody else: stealth places, hidden lists', async () => {
    const [ana, ben] = await two();
    const [open, secret] = [await place(), await place()];
    await wish(open, ana, ben);
    await wish(secret, ana);
    await keep(ben, secret, 'want_to_try', { isStealth: true });
    expect(await found(ana, [ben])).toEqual([open]);
    expect(await found(ben, [ana])).toEqual([open]);
    expect((await found(ben, [])).sort()).toEqual([open, secret].sort());
    await ben.must(ROUTES.updateSettings, { body: { privacy: { showWantToTry: false } } });
    expect((await ask(ana, [ben])).data).toMatchObject({ relaxed: true });
  });

  it('private, blocked, suspended and unknown people are not there', async () => {
    const [ana, ben] = await two();
    const codeFor = async (other: number) =>
      (await ana.call(ROUTES.matchGroup, { body: { participantIds: [other] } })).error?.code;
    expect(await codeFor(999_999)).toBe('USER_NOT_FOUND');
    await ben.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
    expect(await codeFor(ben.id)).toBe('USER_NOT_FOUND');
    await ana.must(ROUTES.followUser, { params: { id: String(ben.id) } });
    await ben.must(ROUTES.acceptFollowRequest, { params: { id: String(ana.id) } });
    expect(await codeFor(ben.id)).toBeUndefined();
    await server.database.query(`update users set suspended_until = now() + interval '1 day' where id = $1`, [
      ben.id,
    ]);
    expect(await codeFor(ben.id)).toBe('USER_NOT_FOUND');
  });

  it('people who have blocked each other do not meet through somebody else', async () => {
    const [ana, ben, cem] = (await signUp(3)) as [Person, Person, Person];
    await ben.must(ROUTES.blockUser, { params: { id: String(cem.id) } });
    expect((await ask(ana, [ben, cem])).error.code).toBe('USER_NOT_FOUND');
    expect((await ask(cem, [ben])).error.code).toBe('USER_NOT_FOUND');
    expect((await ask(ana, [ben])).status).toBe(200);
  });
});

it('a day that has passed, or is too far off, is no day to eat', async () => {
  const [ana] = await two();
  await ana.must(ROUTES.updateMe, { body: { timezone: 'America/New_York' } });
  for (const date of ['2020-01-01', '2999-01-01']) {
    const { error } = await ask(ana, [], { date });
    expect(error).toMatchObject({ code: 'VALIDATION_ERROR', details: { fields: [{ path: 'date' }] } });
  }
});

it('tables are those of the day and time', async () => {
  const [ana, ben] = await two();
  const everyDay = { open: '12:00', close: '23:00' };
  const hours = Object.fromEntries(
    ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [
      day,
      everyDay,
    ]),
  );
  const [open, unknown] = [
    await place({ hours, reservationLink: 'https://example.com/book' }),
    await place(),
  ];
  for (const id of [open, unknown]) await wish(id, ana, ben);
  const date = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  const { data } = await ask(ana, [ben], { date });
  expect(data.matches).toMatchObject([
    {
      restaurant: { id: open },
      availability: { date, timeSlot: 'dinner', time: '19:00', reservationLink: 'https://example.com/book' },
      matchReasons: ['Both of you want to try it', 'Open for dinner'],
    },
    { restaurant: { id: unknown }, availability: null },
  ]);
  const early = await ask(ana, [ben], { date, timeSlot: 'breakfast' });
  expect(early.data.matches[0]).toMatchObject({
    availability: null,
    matchReasons: ['Both of you want to try it'],
  });
});

it('a table that somebody gives away comes first, where all of them find room', async () => {
  const [ana, ben, cem] = (await signUp(3)) as [Person, Person, Person];
  const [small, early, fitting] = [await place(), await place(), await place()];
  for (const id of [small, early, fitting]) await wish(id, ana, ben);
  const date = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  const offer = async (restaurantId: number, time: string, partySize: number) => {
    const body = { restaurantId, date, time, partySize, priority: 'Bronze' as const };
    return (await cem.must(ROUTES.createReservation, { body })).data.id;
  };
  await offer(small, '20:00', 1);
  await offer(early, '12:00', 4);
  const reservationId = await offer(fitting, '19:15', 3);
  const tables = async (asking: Person, others: readonly Person[]) =>
    (await ask(asking, others, { date })).data.matches.map(({ availability }) => availability);
  expect(await tables(ana, [ben])).toEqual([
    null,
    null,
    { date, timeSlot: 'dinner', time: '19:15', reservationLink: null, reservationId },
  ]);
  // Nobody claims what they offer themselves, nor what somebody offers who has blocked them.
  await cem.must(ROUTES.blockUser, { params: { id: String(ben.id) } });
  expect(await tables(ben, [ana])).toEqual([null, null, null]);
});

describe('what was found', () => {
  it('is kept until somebody of the group or a restaurant changes', async () => {
    const [ana, ben] = await two();
    const [id, other] = [await place(), await place()];
    await wish(id, ana, ben);
    const isAskedAnew = async (question: () => Promise<unknown>) => {
      const before = (await countOf('group-candidates')) ?? 0;
      await question();
      return ((await countOf('group-candidates')) ?? 0) > before;
    };
    const again = () => found(ana, [ben]);
    await again();
    expect(await isAskedAnew(again)).toBe(false);
    // Whoever of the group asks, and for whatever time of the day.
    expect(await isAskedAnew(() => found(ben, [ana], { timeSlot: 'lunch', maxResults: 1 }))).toBe(false);
    const changes = [
      () => wish(other, ben),
      () => keep(ben, other, 'been'),
      () => ben.must(ROUTES.updateMe, { body: { dietaryRestrictions: ['vegan'] } }),
      () => ana.must(ROUTES.updateMe, { body: { homeLocation: { latitude: 40.7, longitude: -74 } } }),
      () => admin.must(ROUTES.updateRestaurant, { params: { id: String(id) }, body: { tags: ['cosy'] } }),
      () => serve(id, dish({ isVegan: true, isVegetarian: true })),
      () => ana.must(ROUTES.updateSettings, { body: { privacy: { showWantToTry: false } } }),
    ];
    for (const [index, change] of changes.entries()) {
      await change();
      expect([index, await isAskedAnew(again)]).toEqual([index, true]);
      expect([index, await isAskedAnew(again)]).toEqual([index, false]);
    }
  });
});

it('groups that meet find their matches ready', async () => {
  const [ana, ben] = await two();
  await wish(await place(), ana, ben);
  const { data } = await ask(ana, [ben], { createSession: true });
  await ben.must(ROUTES.joinGroupSession, { params: { sid: data.sessionId ?? '' } });
  const worker = await server.worker();
  await server.settled();
  const kept = () => server.redis.command((client) => client.keys('group:*'));
  await server.redis.command(async (client) => client.del(...(await client.keys('group:*'))));
  const { database, outbox } = api.platform;
  await database.transaction((tx) => outbox.append(tx, 'groups.due', {}));
  await server.settled();
  await until('matches are kept', async () => (await kept()).length > 0);
  const before = await countOf('group-candidates');
  expect(await found(ben, [ana])).toHaveLength(1);
  expect(await countOf('group-candidates')).toBe(before);
  await worker.stop();
});

it('the database leaves over exactly what the rule would choose of everything', async () => {
  const crowd = await signUp(6);
  const random = seeded(42);
  const kitchens = ['thai', 'greek', 'italian', 'mexican'];
  const ids = (
    await server.database.query<{ id: string }>(
      `insert into restaurants (name, cuisines, location) select 'Random ' || n, array[kitchen], st_makepoint(lng, lat)
       from unnest($1::text[], $2::float8[], $3::float8[]) with ordinality as made(kitchen, lat, lng, n) returning id`,
      [
        Array.from({ length: 70 }, () => kitchens[Math.floor(random() * 4)]),
        Array.from({ length: 70 }, () => 40.6 + random() / 4),
        Array.from({ length: 70 }, () => -74 + random() / 4),
      ],
    )
  ).map(({ id }) => Number(id));
  await server.database.query(
    `insert into menu_items (restaurant_id, name, category, is_vegetarian, is_gluten_free)
     select id, 'Dish', 'entree', vegetarian, gluten_free from unnest($1::bigint[], $2::boolean[], $3::boolean[]) as made(id, vegetarian, gluten_free)`,
    [
      ids.filter((id) => id % 3 > 0),
      ...[0.6, 0.5].map((share) => ids.filter((id) => id % 3 > 0).map(() => random() < share)),
    ],
  );
  for (const person of crowd) {
    const wanted = ids.filter(() => random() < 0.5);
    await server.database.query(
      `insert into relations (user_id, restaurant_id, status, category) select $1, id, 'want_to_try', 'restaurants' from unnest($2::bigint[]) id`,
      [person.id, wanted],
    );
  }
  const rows = await server.database.query<Candidate & { hasMenu: boolean }>(
    `select r.id::int as "restaurantId", r.cuisines, r.tags, r.average_score as "averageScore",
       (select json_agg(user_id order by user_id) from relations where restaurant_id = r.id and user_id = any($1::bigint[])) as "wantedBy",
       exists (select from menu_items where restaurant_id = r.id) as "hasMenu",
       (select json_build_object('vegetarian', bool_or(is_vegetarian), 'vegan', false, 'glutenFree', bool_or(is_gluten_free), 'pescatarian', false) from menu_items where restaurant_id = r.id) as menu,
       st_distancesphere(r.location::geometry, st_makepoint(-73.9, 40.7)) / 1609.344 as miles
     from restaurants r where id = any($2::bigint[])`,
    [crowd.map(({ id }) => id), ids],
  );
  const all = rows.map((row) => ({ ...row, menu: row.hasMenu ? row.menu : null }));
  const [first, ...rest] = crowd as [Person, ...Person[]];
  for (const restrictions of [
    [],
    ['vegetarian'],
    ['vegetarian', 'gluten-free'],
    ['gluten-free', 'halal'],
  ] as const) {
    for (const disliked of [[], ['thai'], kitchens]) {
      await Promise.all(
        crowd
          .slice(0, 3)
          .map((person) => person.must(ROUTES.updateMe, { body: { dislikedCuisines: [...disliked] } })),
      );
      for (const size of [2, 4, 6]) {
        const group = crowd.slice(0, size).map(({ id }) => id);
        const candidates = all.flatMap((row) => {
          const wantedBy = row.wantedBy?.filter((id) => group.includes(id)) ?? [];
          return wantedBy.length > 0 ? [{ ...row, wantedBy }] : [];
        });
        const chosen = decideMatches(
          { size, restrictions: [...restrictions], dislikedCuisines: new Set(disliked) },
          candidates,
        );
        const { data } = await ask(first, rest.slice(0, size - 1), {
          dietaryRestrictions: [...restrictions],
          center: { lat: 40.7, lng: -73.9 },
        });
        expect(data.matches.map(({ restaurant, score }) => [restaurant.id, score])).toEqual(
          chosen.matches.map(({ restaurantId, score }) => [restaurantId, score]),
        );
        expect(chosen.matches.length).toBeGreaterThan(size === 2 ? 5 : 15);
      }
    }
  }
});

function at(latitude: number, longitude: number) {
  return { city: 'New York', state: 'NY', coordinates: { latitude, longitude } };
}

function seeded(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
