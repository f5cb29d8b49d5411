import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { Listener } from '../../../test/sockets.js';
import { lockSeats } from './audience.sql.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
let moderator: Person;
let ana: Person;
let ben: Person;
let restaurantId: number;

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  await server.worker();
  admin = await server.promote(await server.signUp(api), 'admin', api);
  moderator = await server.promote(await server.signUp(api), 'moderator', api);
  restaurantId = await addRestaurant(admin);
});
beforeEach(async () => {
  [ana, ben] = await Promise.all([server.signUp(api), server.signUp(api)]);
  await ben.must(ROUTES.followUser, { params: { id: String(ana.id) } });
});
afterAll(() => server.stop());

const tell = async (person: Person, more: object = {}) =>
  (await person.must(ROUTES.createActivity, { body: { type: 'visit', restaurantId, ...more } })).data;
const feedOf = async (person: Person) => (await person.must(ROUTES.getFeed, {})).data.map(({ id }) => id);
const look = (person: Person, id: string) => person.call(ROUTES.getActivity, { params: { id } });

describe('an activity told by hand', () => {
  it.each([
    ['unfollowed', () => ben.must(ROUTES.unfollowUser, { params: { id: String(ana.id) } })],
    ['muted', () => ben.must(ROUTES.muteUser, { params: { id: String(ana.id) } })],
    ['was blocked', () => ana.must(ROUTES.blockUser, { params: { id: String(ben.id) } })],
  ])('is not heard by a socket of who has just %s, although the job is held up', async (_what, part) => {
    const cara = await server.signUp(api);
    await cara.must(ROUTES.followUser, { params: { id: String(ana.id) } });
    const [bens, caras] = [
      await Listener.connect(api.url, ben.token),
      await Listener.connect(api.url, cara.token),
    ];
    await server.settled();
    await api.platform.database.transaction(async (tx) => {
      await lockSeats(tx, ana.id, [ben.id]);
      await part();
      await tell(ana);
      await caras.next('feed:update');
    });
    // An answer to him comes after what he was told before.
    await bens.ask('heartbeat', {});
    expect(bens.all('feed:update')).toEqual([]);
    for (const listener of [bens, caras]) listener.close();
  });

  it('is in the feed of followers, whose sockets hear of it, and changes no list', async () => {
    await server.settled();
    const listener = await Listener.connect(api.url, ben.token);
    const cara = await server.signUp(api);
    const told = await tell(ana, {
      rating: 8.5,
      comment: 'Sit <b>at</b> the counter.',
      tags: ['date night'],
      companions: [cara.id],
    });
    expect(told).toMatchObject({
      type: 'visit',
      user: { id: ana.id },
      restaurant: { id: restaurantId },
      rating: 8.5,
      comment: 'Sit at the counter.',
      tags: ['date night'],
      companions: [{ id: cara.id }],
      likes: 0,
    });
    const [heard] = await listener.next('feed:update');
    expect(heard).toMatchObject({ activityId: told.id, user: { id: ana.id } });
    listener.close();
    expect(await feedOf(ben)).toEqual([told.id]);
    expect(await feedOf(cara)).toEqual([]);
    expect((await look(ben, told.id.replace('feed-', ''))).data).toMatchObject({
      id: told.id,
      comment: told.comment,
    });
    const { data: me } = await ana.must(ROUTES.getUserStats, { params: { id: 'me' } });
    expect(me.beenCount).toBe(0);
  });

  it.each<[string, object, number, string]>([
    ['a type that only we tell', { type: 'follow' }, 400, 'VALIDATION_ERROR'],
    ['a place that is not there', { restaurantId: 999_999_999 }, 404, 'RESTAURANT_NOT_FOUND'],
    ['somebody who is not there', { companions: [999_999_999] }, 404, 'USER_NOT_FOUND'],
    ['an image that is not there', { photos: ['nothing'] }, 404, 'IMAGE_NOT_FOUND'],
    ['a rating that is none', { rating: 10.1 }, 400, 'VALIDATION_ERROR'],
  ])('may not have %s', async (_what, more, status, code) => {
    const body = { type: 'visit' as const, restaurantId, ...more };
    const refused = await ana.call(ROUTES.createActivity, { body });
    expect([refused.status, refused.error.code]).toEqual([status, code]);
  });

  it('may not name oneself as company', async () => {
    const body = { type: 'visit' as const, restaurantId, companions: [ana.id] };
    expect((await ana.call(ROUTES.createActivity, { body })).status).toBe(400);
  });
});

describe('one activity', () => {
  it('is there for whom the account is open to', async () => {
    const { id } = await tell(ana);
    const cara = await server.signUp(api);
    expect((await look(cara, id)).status).toBe(200);
    await ana.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
    expect([(await look(cara, id)).status, (await look(ben, id)).status]).toEqual([404, 200]);
    await ana.must(ROUTES.blockUser, { params: { id: String(ben.id) } });
    const refused = await look(ben, id);
    expect([refused.status, refused.error.code]).toEqual([404, 'ACTIVITY_NOT_FOUND']);
  });

  it('of a stealth visit is the visitor’s alone', async () => {
    const { meta } = await ana.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'been' },
      body: { restaurantId, isStealth: true },
    });
    const id = meta.activityId ?? '';
    expect([(await look(ana, id)).status, (await look(ben, id)).status]).toEqual([200, 404]);
    expect(await feedOf(ben)).toEqual([]);
    const past = (person: Person) => person.must(ROUTES.listActivityOf, { params: { id: String(ana.id) } });
    expect([(await past(ana)).data.length, (await past(ben)).data.length]).toEqual([1, 0]);
  });
});

describe('taking an activity away', () => {
  const remove = (person: Person, id: string) => person.call(ROUTES.deleteActivity, { params: { id } });
  const undo = (person: Person, headers: Headers) =>
    person.call(ROUTES.undo, { body: { token: headers.get('x-undo-token') ?? '' } });

  it('takes it out of every feed at once, and can be taken back', async () => {
    const { id } = await tell(ana);
    await server.settled();
    expect(await feedOf(ben)).toEqual([id]);
    const { status, headers } = await remove(ana, id);
    expect([status, await feedOf(ben), (await look(ana, id)).status]).toEqual([204, [], 404]);
    expect((await remove(ana, id)).status).toBe(404);
    const undone = await undo(ana, headers);
    expect(undone.data).toMatchObject({ kind: 'activity-removed', activity: { id } });
    expect(await feedOf(ben)).toEqual([id]);
  });

  it('cannot be taken back once what it told of is gone', async () => {
    const { data: review } = await ana.must(ROUTES.createReview, {
      params: { id: String(restaurantId) },
      body: { rating: 8, content: 'Good.' },
    });
    const [id] = await feedOf(ben);
    const { headers } = await remove(ana, id ?? '');
    await ana.must(ROUTES.deleteReview, { params: { id: String(review.id) } });
    expect((await undo(ana, headers)).status).toBe(409);

    const { meta } = await ana.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'been' },
      body: { restaurantId },
    });
    const removed = await remove(ana, meta.activityId ?? '');
    await ana.must(ROUTES.removeRestaurant, { params: { restaurantId: String(restaurantId) } });
    expect((await undo(ana, removed.headers)).status).toBe(409);
    expect(await feedOf(ben)).toEqual([]);
  });

  it('is for its author and for who moderates, whose act is logged', async () => {
    const { id } = await tell(ana, { comment: 'Rude.' });
    expect((await remove(ben, id)).status).toBe(403);
    const { status, headers } = await remove(moderator, id);
    expect([status, (await look(ben, id)).status]).toEqual([204, 404]);
    expect((await undo(ana, headers)).status).toBe(404);
    expect((await undo(moderator, headers)).status).toBe(200);
    expect((await look(ben, id)).status).toBe(200);
    const acts = await server.database.query<{ act: string }>(
      `select act from audit_log where target_type = 'activity' and target_id = $1 order by id`,
      [id.replace('feed-', '')],
    );
    expect(acts.map(({ act }) => act)).toEqual(['activity.delete', 'activity.restore']);
  });

  it('is not taken back by who does not moderate any more', async () => {
    const { id } = await tell(ana, { comment: 'Rude.' });
    const other = await server.promote(await server.signUp(api), 'moderator', api);
    const { headers } = await remove(other, id);
    await admin.must(ROUTES.updateAccount, { params: { id: String(other.id) }, body: { role: 'user' } });
    const body = { username: other.signedIn?.user.username ?? '', password: 'Tagliatelle7' };
    const { data } = await new Person(api.url).must(ROUTES.login, { body });
    expect((await undo(new Person(api.url, data), headers)).error.code).toBe('UNDO_NOT_FOUND');
    expect((await look(ben, id)).status).toBe(404);
  });
});
