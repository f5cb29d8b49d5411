import { type MatchSession, ROUTES, type Vote } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { deleteExpiredGroups } from './groups.public.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
/** what everybody below wants to try */
let places: [number, number, number];
let ana: Person;
let ben: Person;
let cem: Person;

beforeAll(async () => {
  server = await TestServer.start({ DATABASE_POOL_SIZE: '8' });
  api = await server.api();
  admin = await server.promote(await server.signUp(api), 'admin', api);
  places = [await addRestaurant(admin), await addRestaurant(admin), await addRestaurant(admin)];
});
afterAll(() => server.stop());

beforeEach(async () => {
  [ana, ben, cem] = (await guests(3)) as [Person, Person, Person];
});

/** People who want to try the places, in the order of their ids. */
async function guests(count: number): Promise<Person[]> {
  const people = await Promise.all(Array.from({ length: count }, () => server.signUp(api)));
  await wish(people, places);
  return people.sort((a, b) => a.id - b.id);
}

/** As if they had added them one by one. */
async function wish(people: readonly Person[], restaurantIds: readonly number[]): Promise<void> {
  await server.database.query(
    `with made as (
       insert into relations (user_id, restaurant_id, status, category)
       select person, place, 'want_to_try', 'restaurants' from unnest($1::bigint[]) person, unnest($2::bigint[]) place
     ), counted as (
       update users set want_to_try_count = want_to_try_count + cardinality($2::bigint[]) where id = any($1::bigint[])
     )
     update restaurants set want_to_try_count = want_to_try_count + cardinality($1::bigint[]) where id = any($2::bigint[])`,
    [people.map(({ id }) => id), restaurantIds],
  );
}

const open = async (creator: Person, others: readonly Person[]) => {
  const body = { participantIds: others.map(({ id }) => id) };
  const { data } = await creator.must(ROUTES.matchGroup, { body });
  expect(data.matches.map(({ restaurant }) => restaurant.id)).toEqual(places);
  return { sid: data.sessionId ?? '' };
};
type Params = Awaited<ReturnType<typeof open>>;
const get = (person: Person, params: Params) => person.call(ROUTES.getGroupSession, { params });
const vote = (person: Person, params: Params, restaurantId: number, cast: Vote = 'yes') =>
  person.call(ROUTES.castVote, { params, body: { restaurantId, vote: cast } });
const join = (person: Person, params: Params) => person.call(ROUTES.joinGroupSession, { params });
const leave = (person: Person, params: Params) => person.call(ROUTES.leaveGroupSession, { params });
const statuses = ({ participants }: MatchSession) => participants.map(({ status }) => status);
/** How often everybody's agreement was promised to be told. */
const announcements = async ({ sid }: Params) => {
  const [row] = await server.database.query<{ count: number }>(
    `select count(*)::int as count from outbox where type = 'group.matched' and reaction = 'announce' and payload->>'sessionId' = $1`,
    [sid.replace('session-', '')],
  );
  return row?.count;
};

describe('a session', () => {
  it('shows who is how far, to those who take part', async () => {
    const params = await open(ana, [ben, cem]);
    const { data } = await get(ben, params);
    expect(data).toMatchObject({
      sessionId: params.sid,
      creatorId: ana.id,
      consensusRestaurantId: null,
      selectedRestaurantId: null,
      suggestedRestaurantId: null,
      myVotes: {},
      version: 1,
    });
    expect(statuses(data)).toEqual(['joined', 'invited', 'invited']);
    expect(Date.parse(data.expiresAt ?? '') - Date.parse(data.createdAt)).toBe(24 * 3_600_000);
    expect(statuses((await join(ben, params)).data)).toEqual(['joined', 'joined', 'invited']);
    await vote(cem, params, places[0], 'no');
    for (const id of places) await vote(ben, params, id, 'skip');
    const after = (await get(cem, params)).data;
    expect(statuses(after)).toEqual(['joined', 'done', 'voting']);
    expect(after.participants.map(({ votedCount }) => votedCount)).toEqual([0, 3, 1]);
    expect(after.votes[places[0]]).toEqual({ yes: 0, no: 1, skip: 1 });
    expect(after.myVotes).toEqual({ [places[0]]: 'no' });
    const stranger = await server.signUp(api);
    for (const outcome of [await get(stranger, params), await vote(stranger, params, places[0])])
      expect(outcome.error.code).toBe('SESSION_NOT_FOUND');
  });

  it('is over after 24 hours', async () => {
    const params = await open(ana, [ben]);
    await vote(ana, params, places[0]);
    await server.database.query(
      `update match_sessions set expires_at = now() - interval '1 second' where id = $1`,
      [params.sid.replace('session-', '')],
    );
    for (const outcome of [
      await get(ana, params),
      await vote(ana, params, places[0]),
      await join(ben, params),
      await leave(ben, params),
    ])
      expect(outcome.error.code).toBe('SESSION_NOT_FOUND');
    await api.platform.database.transaction(deleteExpiredGroups);
    const [left] = await server.database.query(
      `select (select count(*)::int from match_votes where session_id = $1) as votes, (select count(*)::int from match_places where session_id = $1) as places`,
      [params.sid.replace('session-', '')],
    );
    expect(left).toEqual({ votes: 0, places: 0 });
  });

  it('is listed for its people, newest first, by how far they are', async () => {
    const [first, second] = [await open(ana, [ben]), await open(ben, [ana, cem])];
    const list = async (person: Person, status?: 'invited' | 'voting' | 'joined' | 'done') => {
      const { data, meta } = await person.must(ROUTES.listGroupSessions, { query: { status } });
      expect(meta.total).toBe(data.length);
      return data.map(({ sessionId }) => sessionId);
    };
    expect(await list(ana)).toEqual([second.sid, first.sid]);
    expect(await list(cem)).toEqual([second.sid]);
    expect(await list(ana, 'invited')).toEqual([second.sid]);
    await vote(ana, second, places[1]);
    expect(await list(ana, 'voting')).toEqual([second.sid]);
    expect(await list(ana, 'joined')).toEqual([first.sid]);
    for (const id of places) await vote(ana, first, id, 'no');
    expect(await list(ana, 'done')).toEqual([first.sid]);
    await leave(ana, second);
    expect(await list(ana)).toEqual([first.sid]);
    const { data } = await ben.must(ROUTES.listGroupSessions, { query: { pageSize: '1', page: '2' } });
    expect(data).toMatchObject([
      { sessionId: first.sid, matchCount: 3, myStatus: 'invited', participants: [{ status: 'done' }, {}] },
    ]);
  });
});

describe('a vote', () => {
  it('counts once a person and place, and the last one counts', async () => {
    const params = await open(ana, [ben]);
    expect((await vote(ana, params, places[1], 'no')).data).toEqual({
      sessionId: params.sid,
      restaurantId: places[1],
      vote: 'no',
      totalVotes: { yes: 0, no: 1, skip: 0 },
      consensus: null,
    });
    const { version } = (await get(ana, params)).data;
    await vote(ana, params, places[1], 'no');
    expect((await get(ana, params)).data.version).toBe(version);
    expect((await vote(ana, params, places[1], 'yes')).data.totalVotes).toEqual({ yes: 1, no: 0, skip: 0 });
  });

  it('is on a match that can still be chosen', async () => {
    const params = await open(ana, [ben]);
    const other = await addRestaurant(admin);
    expect((await vote(ana, params, other)).error.code).toBe('RESTAURANT_NOT_FOUND');
    expect((await vote(ana, { sid: `session-${crypto.randomUUID()}` }, places[0])).error.code).toBe(
      'SESSION_NOT_FOUND',
    );
    await server.database.query('update restaurants set is_closed = true where id = $1', [places[2]]);
    try {
      expect((await vote(ana, params, places[2])).error.code).toBe('RESTAURANT_NOT_FOUND');
      const { data } = await get(ana, params);
      expect(data.matches.map(({ restaurant }) => restaurant.id)).toEqual(places.slice(0, 2));
    } finally {
      await server.database.query('update restaurants set is_closed = false where id = $1', [places[2]]);
    }
  });
});

describe('agreement', () => {
  it('is there once everybody says yes to one place, and stands', async () => {
    const params = await open(ana, [ben, cem]);
    await vote(ana, params, places[1]);
    await vote(ben, params, places[0]);
    await vote(ben, params, places[1]);
    expect((await vote(cem, params, places[1])).data).toMatchObject({ consensus: places[1] });
    await vote(ana, params, places[0]);
    expect((await vote(cem, params, places[0])).data).toMatchObject({ consensus: places[1] });
    expect((await vote(cem, params, places[1], 'no')).data).toMatchObject({ consensus: places[1] });
    expect((await get(ana, params)).data.consensusRestaurantId).toBe(places[1]);
    expect(await announcements(params)).toBe(1);
  });

  it('is found when the one leaves who stood against it, and not undone when they come back', async () => {
    const params = await open(ana, [ben, cem]);
    await vote(ana, params, places[2]);
    await vote(ben, params, places[2]);
    await vote(cem, params, places[2], 'no');
    const { data } = await leave(cem, params);
    expect(data).toMatchObject({
      consensusRestaurantId: places[2],
      votes: { [places[2]]: { yes: 2, no: 0 } },
    });
    expect(statuses(data)).toEqual(['voting', 'voting', 'left']);
    expect((await get(cem, params)).error.code).toBe('SESSION_NOT_FOUND');
    const back = (await join(cem, params)).data;
    expect(back).toMatchObject({
      consensusRestaurantId: places[2],
      votes: { [places[2]]: { yes: 2, no: 1 } },
    });
    expect(await announcements(params)).toBe(1);
  });

  it('or else a suggestion, once everybody is done', async () => {
    const params = await open(ana, [ben]);
    for (const id of places) await vote(ana, params, id, id === places[1] ? 'yes' : 'no');
    for (const id of places.slice(1)) await vote(ben, params, id, 'skip');
    expect((await get(ana, params)).data.suggestedRestaurantId).toBeNull();
    await vote(ben, params, places[0], 'yes');
    expect((await get(ana, params)).data.suggestedRestaurantId).toBe(places[1]);
  });

  it('is announced once, however votes and departures cross', async () => {
    const crowd = await guests(5);
    const [first, ...rest] = crowd as [Person, ...Person[]];
    for (let round = 0; round < 8; round++) {
      const params = await open(first, rest);
      const goes = rest[round % rest.length];
      const outcomes = await Promise.all([
        ...crowd.flatMap((person) => (person === goes ? [] : places.map((id) => vote(person, params, id)))),
        ...(goes ? [vote(goes, params, places[0], 'no'), leave(goes, params)] : []),
      ]);
      // Whoever had left before the vote came does not take part any more.
      for (const { status } of outcomes) expect([200, 404]).toContain(status);
      expect(outcomes.filter(({ status }) => status === 404).length).toBeLessThanOrEqual(1);
      const { data } = await get(first, params);
      expect(places).toContain(data.consensusRestaurantId);
      expect(data.votes[String(data.consensusRestaurantId)]).toMatchObject({ yes: 4 });
      expect(await announcements(params)).toBe(1);
    }
  });
});

describe('leaving', () => {
  it('by all ends the session', async () => {
    const params = await open(ana, [ben]);
    await leave(ana, params);
    expect(statuses((await leave(ben, params)).data)).toEqual(['left', 'left']);
    expect((await join(ben, params)).error.code).toBe('SESSION_NOT_FOUND');
  });

  it('happens too when an account goes: nobody waits for it', async () => {
    const worker = await server.worker();
    const params = await open(ana, [ben, cem]);
    await vote(ana, params, places[0]);
    await vote(ben, params, places[0]);
    await cem.must(ROUTES.deactivate, { body: { password: 'Tagliatelle7' } });
    await server.settled();
    const { data } = await get(ana, params);
    expect(data).toMatchObject({ consensusRestaurantId: places[0] });
    expect(data.participants.map(({ id }) => id)).toEqual([ana.id, ben.id]);
    await worker.stop();
  });
});

describe('a decision', () => {
  it('is the creator’s, and ends the voting', async () => {
    const params = await open(ana, [ben]);
    await join(ben, params);
    const select = (person: Person, restaurantId: number) =>
      person.call(ROUTES.selectMatch, { params, body: { restaurantId } });
    expect((await select(ben, places[0])).error.code).toBe('FORBIDDEN');
    expect((await select(cem, places[0])).error.code).toBe('SESSION_NOT_FOUND');
    expect((await select(ana, places[0])).data.selectedRestaurantId).toBe(places[0]);
    expect((await select(ana, places[0])).status).toBe(200);
    expect((await select(ana, places[1])).error.code).toBe('SESSION_CLOSED');
    expect((await vote(ben, params, places[1])).error.code).toBe('SESSION_CLOSED');
    expect((await ben.call(ROUTES.refreshGroupSession, { params })).error.code).toBe('SESSION_CLOSED');
    expect((await get(ben, params)).data.selectedRestaurantId).toBe(places[0]);
    expect(await announcements(params)).toBe(0);
  });
});

describe('the end', () => {
  it('comes when the creator says so, and can be taken back', async () => {
    const params = await open(ana, [ben]);
    await vote(ben, params, places[0]);
    expect((await ben.call(ROUTES.endGroupSession, { params })).error.code).toBe('FORBIDDEN');
    const { headers } = await ana.must(ROUTES.endGroupSession, { params });
    expect((await get(ben, params)).error.code).toBe('SESSION_NOT_FOUND');
    const body = { token: headers.get('x-undo-token') ?? '' };
    expect((await ana.must(ROUTES.undo, { body })).data).toEqual({
      kind: 'group-ended',
      sessionId: params.sid,
    });
    expect((await get(ben, params)).data.myVotes).toEqual({ [places[0]]: 'yes' });
  });

  it('comes when two of it block each other, and stays', async () => {
    const params = await open(ana, [ben, cem]);
    const other = await open(ana, [cem]);
    const gone = await open(ana, [ben, cem]);
    const { headers } = await ana.must(ROUTES.endGroupSession, { params: gone });
    await ben.must(ROUTES.blockUser, { params: { id: String(cem.id) } });
    for (const person of [ana, ben, cem])
      expect((await get(person, params)).error.code).toBe('SESSION_NOT_FOUND');
    expect((await get(cem, other)).status).toBe(200);
    const body = { token: headers.get('x-undo-token') ?? '' };
    expect((await ana.call(ROUTES.undo, { body })).error.code).toBe('UNDO_NOT_FOUND');
  });

  it('who left does not come back to somebody who has blocked them', async () => {
    const params = await open(ana, [ben, cem]);
    await leave(cem, params);
    await ben.must(ROUTES.blockUser, { params: { id: String(cem.id) } });
    expect((await get(ben, params)).status).toBe(200);
    expect((await join(cem, params)).error.code).toBe('SESSION_NOT_FOUND');
  });

  it('comes whichever is first, a session or a block', async () => {
    for (let round = 0; round < 6; round++) {
      const [one, other] = (await guests(2)) as [Person, Person];
      const body = { participantIds: [other.id] };
      const [opened] = await Promise.all([
        one.call(ROUTES.matchGroup, { body }),
        other.must(ROUTES.blockUser, { params: { id: String(one.id) } }),
      ]);
      expect([200, 404]).toContain(opened.status);
      const { data } = await other.must(ROUTES.listGroupSessions, {});
      expect(data).toEqual([]);
    }
  });

  it('comes for the oldest of too many', async () => {
    const first = await open(ana, []);
    await server.database.query(
      `with made as (
         insert into match_sessions (id, creator_id, date, time_slot, max_results, is_relaxed, expires_at)
         select gen_random_uuid(), $1, '2030-01-01', 'dinner', 20, false, now() + interval '1 hour' from generate_series(1, 49) returning id
       ) insert into match_participants (session_id, user_id, status) select id, $1, 'joined' from made`,
      [ana.id],
    );
    expect((await get(ana, first)).status).toBe(200);
    await open(ana, []);
    expect((await get(ana, first)).error.code).toBe('SESSION_NOT_FOUND');
    const { meta } = await ana.must(ROUTES.listGroupSessions, {});
    expect(meta.total).toBe(50);
  });
});

describe('working it out anew', () => {
  it('keeps the votes and finds what is wanted now', async () => {
    const params = await open(ana, [ben]);
    for (const person of [ana, ben]) await vote(person, params, places[0], 'skip');
    const fresh = await addRestaurant(admin);
    for (const person of [ana, ben]) {
      await person.must(ROUTES.addToList, {
        params: { id: 'me', scope: 'want_to_try' },
        body: { restaurantId: fresh },
      });
      await person.must(ROUTES.removeRestaurant, { params: { restaurantId: String(places[1]) } });
    }
    const { data } = await ben.must(ROUTES.refreshGroupSession, { params });
    expect(data.matches.map(({ restaurant }) => restaurant.id)).toEqual([places[0], places[2], fresh]);
    expect(data.votes[places[0]]).toEqual({ yes: 0, no: 0, skip: 2 });
    await vote(ana, params, fresh);
    expect((await vote(ben, params, fresh)).data.consensus).toBe(fresh);
  });
});

it('restaurants that become one are one match, with the votes of both', async () => {
  const [from, into] = [await addRestaurant(admin), await addRestaurant(admin)];
  await wish([ana, ben], [from, into]);
  const { data } = await ana.must(ROUTES.matchGroup, { body: { participantIds: [ben.id] } });
  const params = { sid: data.sessionId ?? '' };
  await vote(ana, params, from, 'yes');
  await vote(ana, params, into, 'no');
  await vote(ben, params, from, 'yes');
  const worker = await server.worker();
  await admin.must(ROUTES.mergeRestaurant, { params: { id: String(from) }, body: { intoId: into } });
  await server.settled();
  await worker.stop();
  const after = (await get(ana, params)).data;
  expect(after.matches.map(({ restaurant }) => restaurant.id)).toEqual([...places, into]);
  // The later vote of a person on the two is theirs on the one.
  expect(after.votes[into]).toEqual({ yes: 1, no: 1, skip: 0 });
  expect((await vote(ana, params, from, 'yes')).data).toMatchObject({ restaurantId: into, consensus: into });
});
