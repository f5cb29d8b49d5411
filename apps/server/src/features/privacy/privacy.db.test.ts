import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { Listener } from '../../../test/sockets.js';
import { until } from '../../../test/until.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
let restaurantId: number;
let ana: Person;
let ben: Person;

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  await server.worker();
  admin = await server.promote(await server.signUp(api), 'admin', api);
  restaurantId = await addRestaurant(admin);
});
beforeEach(async () => {
  [ana, ben] = await Promise.all([server.signUp(api), server.signUp(api)]);
});
afterAll(() => server.stop());

const idOf = (person: Person) => ({ params: { id: String(person.id) } });
const add = (person: Person, scope: 'been' | 'want_to_try', body: object = {}) =>
  person.must(ROUTES.addToList, { params: { id: 'me', scope }, body: { restaurantId, ...body } });
const counts = (person: Person) =>
  server.database.query<{ followers_count: number; following_count: number }>(
    'select followers_count, following_count from users where id = $1',
    [person.id],
  );

describe('a block', () => {
  it('hides two people from each other everywhere and ends following both ways', async () => {
    await ana.must(ROUTES.followUser, idOf(ben));
    await ben.must(ROUTES.followUser, idOf(ana));
    await add(ben, 'been', { rating: 9 });
    expect((await ana.must(ROUTES.getFeed, {})).data).toHaveLength(1);
    await server.database.query(
      `insert into reviews (user_id, restaurant_id, rating, content) values ($1, $2, 9, 'Lovely')`,
      [ben.id, restaurantId],
    );
    const detail = () =>
      ana.must(ROUTES.getRestaurant, { params: { id: String(restaurantId) }, query: { expand: 'reviews' } });
    expect((await detail()).data).toMatchObject({ friendScore: 9, reviews: [{ userId: ben.id }] });

    expect((await ana.must(ROUTES.blockUser, idOf(ben))).data).toEqual({ userId: ben.id, isBlocked: true });

    for (const [one, other] of [
      [ana, ben],
      [ben, ana],
    ] as const) {
      expect((await one.call(ROUTES.getUser, idOf(other))).error.code).toBe('USER_NOT_FOUND');
      const username = other.signedIn?.user.username ?? '';
      expect((await one.call(ROUTES.getUserByUsername, { params: { username } })).status).toBe(404);
      expect((await one.call(ROUTES.getUserStats, idOf(other))).status).toBe(404);
      expect((await one.call(ROUTES.listLists, idOf(other))).status).toBe(404);
      expect((await one.call(ROUTES.listRelations, idOf(other))).status).toBe(404);
      expect((await one.call(ROUTES.listFollowers, idOf(other))).status).toBe(404);
      expect((await one.call(ROUTES.followUser, idOf(other))).error.code).toBe('USER_NOT_FOUND');
      expect((await one.must(ROUTES.getFeed, {})).data).toEqual([]);
      expect(await counts(one)).toEqual([{ followers_count: 0, following_count: 0 }]);
    }
    expect((await detail()).data).toMatchObject({ friendScore: null, reviews: [] });
    // Nobody else notices.
    expect((await new Person(api.url).call(ROUTES.getUser, idOf(ben))).status).toBe(200);
  });

  it('is known to who made it only, and can be taken back', async () => {
    await ana.must(ROUTES.blockUser, idOf(ben));
    await ana.must(ROUTES.blockUser, idOf(ben));
    expect((await ana.must(ROUTES.listBlocked, {})).data.map(({ id }) => id)).toEqual([ben.id]);
    expect((await ana.must(ROUTES.getRelationship, idOf(ben))).data.isBlocked).toBe(true);
    expect((await ben.call(ROUTES.getRelationship, idOf(ana))).status).toBe(404);
    expect((await ben.must(ROUTES.listBlocked, {})).data).toEqual([]);
    await ana.must(ROUTES.unblockUser, idOf(ben));
    await ana.must(ROUTES.unblockUser, idOf(ben));
    expect((await ben.call(ROUTES.getUser, idOf(ana))).status).toBe(200);
    expect((await ana.must(ROUTES.listBlocked, {})).data).toEqual([]);
  });

  it("can be answered with a block of one's own, which stays when the other ends", async () => {
    await ana.must(ROUTES.blockUser, idOf(ben));
    expect((await ben.must(ROUTES.blockUser, idOf(ana))).data.isBlocked).toBe(true);
    await ana.must(ROUTES.unblockUser, idOf(ben));
    expect((await ana.call(ROUTES.getUser, idOf(ben))).status).toBe(404);
    await ben.must(ROUTES.unblockUser, idOf(ana));
    expect((await ana.call(ROUTES.getUser, idOf(ben))).status).toBe(200);
  });

  it('leaves the blocked person out of lists and counts of third people', async () => {
    const cleo = await server.signUp(api);
    await ben.must(ROUTES.followUser, idOf(cleo));
    await add(cleo, 'been', { companions: [ben.id] });
    await ana.must(ROUTES.blockUser, idOf(ben));
    const { data, meta } = await ana.must(ROUTES.listFollowers, idOf(cleo));
    expect([data, meta.total]).toEqual([[], 0]);
    expect((await cleo.must(ROUTES.listFollowers, idOf(cleo))).meta.total).toBe(1);
    expect((await ana.must(ROUTES.listRelations, idOf(cleo))).data[0]?.companions).toEqual([]);
    expect((await ben.must(ROUTES.listRelations, idOf(cleo))).data[0]?.companions).toEqual([ben.id]);
  });

  it('keeps two people from naming each other as companions, and hides who a review names', async () => {
    const cleo = await server.signUp(api);
    await server.database.query(
      `insert into reviews (user_id, restaurant_id, rating, content, companion_ids) values ($1, $2, 9, 'Fine', $3)`,
      [cleo.id, restaurantId, [ben.id, admin.id]],
    );
    await ana.must(ROUTES.blockUser, idOf(ben));
    for (const [one, other] of [
      [ana, ben],
      [ben, ana],
    ] as const) {
      const { status, error } = await one.call(ROUTES.addToList, {
        params: { id: 'me', scope: 'been' },
        body: { restaurantId, companions: [other.id] },
      });
      expect([status, error.code]).toEqual([404, 'USER_NOT_FOUND']);
    }
    const named = async (person: Person) =>
      (
        await person.must(ROUTES.getRestaurant, {
          params: { id: String(restaurantId) },
          query: { expand: 'reviews' },
        })
      ).data.reviews?.find(({ userId }) => userId === cleo.id)?.companions;
    expect(await named(ana)).toEqual([admin.id]);
    expect(await named(ben)).toEqual([ben.id, admin.id]);
  });

  it('of two people at once, in both directions and many times, ends in one state without an error', async () => {
    const work = Array.from({ length: 10 }, (_, n) =>
      n % 2 === 0 ? ana.call(ROUTES.followUser, idOf(ben)) : ben.call(ROUTES.followUser, idOf(ana)),
    );
    work.push(ana.call(ROUTES.blockUser, idOf(ben)) as never, ben.call(ROUTES.blockUser, idOf(ana)) as never);
    for (const { status } of await Promise.all(work)) expect([200, 404]).toContain(status);
    expect(
      await server.database.query('select * from follows where $1 in (follower_id, followee_id)', [ana.id]),
    ).toEqual([]);
    expect(await counts(ana)).toEqual([{ followers_count: 0, following_count: 0 }]);
  });

  it('of oneself or of nobody is refused', async () => {
    expect((await ana.call(ROUTES.blockUser, idOf(ana))).error.code).toBe('CANNOT_BLOCK_SELF');
    expect((await ana.call(ROUTES.blockUser, { params: { id: '999999999' } })).error.code).toBe(
      'USER_NOT_FOUND',
    );
  });
});

it('a suspension takes what a person keeps out of what followers see, and its end brings it back', async () => {
  await ana.must(ROUTES.followUser, idOf(ben));
  await add(ben, 'been', { rating: 9 });
  await server.settled();
  const score = async () => {
    const params = { id: String(restaurantId) };
    return (await ana.must(ROUTES.getRestaurant, { params })).data.friendScore;
  };
  expect(await score()).toBe(9);
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await admin.must(ROUTES.suspendAccount, { ...idOf(ben), body: { until, reason: 'spam' } });
  await server.settled();
  expect(await score()).toBeNull();
  await admin.must(ROUTES.unsuspendAccount, idOf(ben));
  await server.settled();
  expect(await score()).toBe(9);
});

describe('a mute', () => {
  it('takes feed, live updates and notifications away without a word', async () => {
    await ana.must(ROUTES.followUser, idOf(ben));
    const listener = await Listener.connect(api.url, ana.token);
    await add(ben, 'been', { rating: 9 });
    await listener.next('feed:update');
    await ana.must(ROUTES.muteUser, idOf(ben));
    await server.settled();
    expect((await ana.must(ROUTES.getFeed, {})).data).toEqual([]);
    expect((await ana.must(ROUTES.getUser, idOf(ben))).data).toMatchObject({
      isMuted: true,
      isFollowing: true,
    });
    expect((await ana.must(ROUTES.listMuted, {})).data.map(({ id }) => id)).toEqual([ben.id]);
    expect((await ben.must(ROUTES.getUser, idOf(ana))).data.isMuted).toBe(false);
    await add(ben, 'want_to_try');
    const wanted = () => ana.must(ROUTES.listRestaurants, { query: { minFriends: '1' } });
    expect((await wanted()).data).toEqual([]);
    await ben.must(ROUTES.followUser, idOf(ana));
    await server.settled();
    expect(listener.all('feed:update')).toHaveLength(1);
    expect(listener.all('notification:new')).toEqual([]);
    await ana.must(ROUTES.unmuteUser, idOf(ben));
    await server.settled();
    expect((await wanted()).data).toHaveLength(1);
    expect((await ana.must(ROUTES.getFeed, {})).data).toHaveLength(2);
    listener.close();
  });
});

describe('a private account', () => {
  const close = (person: Person) =>
    person.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });

  it('is followed by request', async () => {
    await close(ana);
    await add(ana, 'been', { rating: 8 });
    expect((await ben.must(ROUTES.followUser, idOf(ana))).data).toMatchObject({
      isFollowing: false,
      isRequested: true,
      followersCount: 0,
    });
    expect((await ben.call(ROUTES.listLists, idOf(ana))).status).toBe(404);
    const { data: requests } = await ana.must(ROUTES.listFollowRequests, {});
    expect(requests.map(({ id }) => id)).toEqual([ben.id]);
    const accept = () => ana.call(ROUTES.acceptFollowRequest, idOf(ben));
    const answers = await Promise.all([accept(), accept(), accept()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers[0]?.data.followsYou).toBe(true);
    expect(await counts(ana)).toEqual([{ followers_count: 1, following_count: 0 }]);
    expect((await ben.must(ROUTES.getFeed, {})).data).toHaveLength(1);
    await server.settled();
    const told = await server.database.query(
      `select n.type from notifications n join notification_actors a on a.notification_id = n.id where n.recipient_id = $1 and a.actor_id = $2`,
      [ben.id, ana.id],
    );
    expect(told).toEqual([{ type: 'follow_accepted' }]);

    await ana.must(ROUTES.removeFollower, idOf(ben));
    expect((await ben.must(ROUTES.getFeed, {})).data).toEqual([]);
    expect(await counts(ben)).toEqual([{ followers_count: 0, following_count: 0 }]);
    expect((await ana.call(ROUTES.removeFollower, idOf(ben))).status).toBe(404);
  });

  it('can turn a request down; what was never asked cannot be granted', async () => {
    await close(ana);
    expect((await ana.call(ROUTES.acceptFollowRequest, idOf(ben))).error.code).toBe('USER_NOT_FOUND');
    await ben.must(ROUTES.followUser, idOf(ana));
    expect((await ana.call(ROUTES.removeFollower, idOf(ben))).status).toBe(404);
    await ana.must(ROUTES.declineFollowRequest, idOf(ben));
    expect((await ana.call(ROUTES.declineFollowRequest, idOf(ben))).status).toBe(404);
    expect((await ben.must(ROUTES.getRelationship, idOf(ana))).data).toMatchObject({
      isFollowing: false,
      isRequested: false,
    });
  });

  it('that opens accepts everybody who asked, and one that closes keeps its followers', async () => {
    await close(ana);
    const askers = await Promise.all(Array.from({ length: 5 }, () => server.signUp(api)));
    await Promise.all(askers.map((asker) => asker.must(ROUTES.followUser, idOf(ana))));
    await ana.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: true } } });
    expect(await counts(ana)).toEqual([{ followers_count: 5, following_count: 0 }]);
    expect(await counts(askers[0] as Person)).toEqual([{ followers_count: 0, following_count: 1 }]);
    await close(ana);
    expect(await counts(ana)).toEqual([{ followers_count: 5, following_count: 0 }]);
    expect((await (askers[0] as Person).call(ROUTES.listLists, idOf(ana))).status).toBe(200);
    await server.settled();
    const [told] = await server.database.query(
      `select count(*)::int as n from notifications n join notification_actors a on a.notification_id = n.id
         where a.actor_id = $1 and n.type = 'follow_accepted'`,
      [ana.id],
    );
    expect(told).toEqual({ n: 5 });
  });
});

describe('settings', () => {
  it('start with defaults, change in part and by version', async () => {
    const { data, headers } = await ana.must(ROUTES.getSettings, {});
    expect(data).toMatchObject({
      notifications: { follows: true, sharedReservations: true },
      privacy: { isPublicAccount: true, showDietary: false, showWantToTry: true },
      cookies: { analytics: false },
      version: 1,
    });
    expect(headers.get('etag')).toBe('"1"');
    const change = (version: string) =>
      ana.call(ROUTES.updateSettings, {
        body: { app: { distanceUnit: 'Kilometers' } },
        headers: { 'if-match': version },
      });
    expect((await change('"1"')).data.app).toEqual({ distanceUnit: 'Kilometers', vibrationsDisabled: false });
    expect((await change('"1"')).error.code).toBe('PRECONDITION_FAILED');
    expect((await ana.must(ROUTES.getMe, {})).data.settingsVersion).toBe(2);
    for (const body of [
      { privacy: { nonsense: true } },
      { notifications: { sharedReservations: false } },
      { role: 'admin' },
    ]) {
      expect((await ana.call(ROUTES.updateSettings, { body: body as never })).error.code).toBe(
        'VALIDATION_ERROR',
      );
    }
  });

  it('hide what one wants to try: list, relations, counts, feed, friends', async () => {
    await ben.must(ROUTES.followUser, idOf(ana));
    await add(ana, 'want_to_try');
    const seen = async () => ({
      list: (await ben.call(ROUTES.getVirtualList, { params: { id: String(ana.id), scope: 'want_to_try' } }))
        .status,
      relations: (await ben.must(ROUTES.listRelations, idOf(ana))).data.length,
      counted: (await ben.must(ROUTES.countLists, idOf(ana))).data.want_to_try,
      inStats: (await ben.must(ROUTES.getUserStats, idOf(ana))).data.wantToTryCount,
      feed: (await ben.must(ROUTES.getFeed, {})).data.length,
      friends: (await ben.must(ROUTES.getRestaurant, { params: { id: String(restaurantId) } })).data
        .friendsWantToTryCount,
    });
    expect(await seen()).toEqual({ list: 200, relations: 1, counted: 1, inStats: 1, feed: 1, friends: 1 });
    await ana.must(ROUTES.updateSettings, { body: { privacy: { showWantToTry: false } } });
    await server.settled();
    expect(await seen()).toEqual({ list: 404, relations: 0, counted: 0, inStats: 0, feed: 0, friends: 0 });
    expect((await ana.must(ROUTES.getMe, {})).data.stats.wantToTryCount).toBe(1);
    expect((await ana.must(ROUTES.countLists, { params: { id: 'me' } })).data.want_to_try).toBe(1);
  });

  it('switch notifications off and make visits stealth by default', async () => {
    await ana.must(ROUTES.updateSettings, {
      body: { notifications: { follows: false }, privacy: { defaultStealth: true } },
    });
    await ben.must(ROUTES.followUser, idOf(ana));
    await server.settled();
    expect(
      await server.database.query('select 1 from notifications where recipient_id = $1', [ana.id]),
    ).toEqual([]);
    expect((await add(ana, 'been')).data.isStealth).toBe(true);
    expect((await ben.must(ROUTES.getFeed, {})).data).toEqual([]);
    const open = await addRestaurant(admin);
    const { data } = await ana.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'been' },
      body: { restaurantId: open, isStealth: false },
    });
    expect(data.isStealth).toBe(false);
    await until(
      'the open visit is in the feed',
      async () => (await ben.must(ROUTES.getFeed, {})).data.length,
    );
  });
});
