import { ROUTES } from '@beli/contract';
import { describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import {
  activityId,
  admin,
  ana,
  api,
  ben,
  crowd,
  follow,
  happened,
  idOf,
  like,
  listen,
  numberOf,
  on,
  restaurantId,
  say,
  server,
  stage,
  toldTo,
  unreadOf,
  worker,
} from '../../../test/notification-cast.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { until } from '../../../test/until.js';
import { COUNTERS } from '../../doctor/counters.js';
import { examine } from '../../doctor/examination.js';

stage();

describe('what happens to what is theirs', () => {
  it('people hear of: likes, comments, bookmarks, followers', async () => {
    const { data: list } = await ana.must(ROUTES.createList, { body: { name: 'Pizza', isPublic: true } });
    const { meta } = await ana.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'want_to_try' },
      body: { restaurantId: await addRestaurant(admin, { name: 'Later' }) },
    });
    await like(ben);
    await server.settled();
    await like(ben, meta.activityId ?? '');
    await server.settled();
    await say(ben, 'How was it?');
    await server.settled();
    await ben.must(ROUTES.bookmarkList, on(list.id));
    await server.settled();
    await follow(ben, ana);
    const name = ben.signedIn?.user.displayName;
    const [{ name: place } = { name: '' }] = await server.database.query<{ name: string }>(
      'select name from restaurants where id = (select restaurant_id from activities where id = $1)',
      [numberOf(activityId)],
    );
    const told = await toldTo(ana);
    expect(told.map(({ type, message }) => [type, message])).toEqual([
      ['follow', `${name} started following you.`],
      ['list_bookmark', `${name} bookmarked your list Pizza.`],
      ['comment', `${name} commented on your visit to ${place}.`],
      ['bookmark_liked', `${name} liked your bookmark of Later.`],
      ['rating_liked', `${name} liked your visit to ${place}.`],
    ]);
    expect(told[1]).toMatchObject({ list: { id: list.id, name: 'Pizza' }, activityId: null });
    expect(told[2]).toEqual({
      id: expect.stringMatching(/^notif-\d+$/),
      type: 'comment',
      actor: expect.objectContaining({ id: ben.id, isFollowing: false }),
      actorsCount: 1,
      restaurant: { id: expect.any(Number), name: place, image: null },
      list: null,
      activityId,
      reviewId: null,
      postId: null,
      commentText: 'How was it?',
      streakCount: null,
      message: `${name} commented on your visit to ${place}.`,
      actionDescription: `commented on your visit to ${place}`,
      isRead: false,
      readAt: null,
      createdAt: expect.any(String),
    });
    expect(await toldTo(ben)).toEqual([]);
  });

  it('nobody hears of themselves, nor of what was taken back before it was told', async () => {
    await like(ana);
    await say(ana, 'Mine');
    expect(await toldTo(ana)).toEqual([]);
    await happened('activity.liked', { userId: ben.id, activityId: numberOf(activityId) });
    await happened('follow.started', { followerId: ben.id, followeeId: ana.id });
    expect(await toldTo(ana)).toEqual([]);
  });

  it('a like that comes and goes is told once in a day, and so is a follow', async () => {
    for (let turn = 0; turn < 3; turn++) {
      await like(ben);
      await server.settled();
      await ben.must(ROUTES.unlikeActivity, on(activityId));
      await follow(ben, ana);
      await server.settled();
      await ben.must(ROUTES.unfollowUser, idOf(ana));
    }
    expect((await toldTo(ana)).map(({ type }) => type).sort()).toEqual(['follow', 'rating_liked']);
    await server.database.query(
      `update notification_actors set created_at = created_at - interval '25 hours' where actor_id = $1`,
      [ben.id],
    );
    await like(ben);
    expect(await toldTo(ana, { types: 'rating_liked' })).toHaveLength(2);
    const [newest] = await toldTo(ana, { types: 'rating_liked' });
    // Taken away by the reader: it is not told again for that.
    await ana.must(ROUTES.deleteNotification, { params: { id: newest?.id ?? '' } });
    await ben.must(ROUTES.unlikeActivity, on(activityId));
    await like(ben);
    expect(await toldTo(ana, { types: 'rating_liked' })).toHaveLength(1);
  });

  it.each<[string, (told: Person, teller: Person) => Promise<unknown>]>([
    ['mutes', (told, teller) => told.must(ROUTES.muteUser, idOf(teller))],
    [
      'switched it off',
      (told) =>
        told.must(ROUTES.updateSettings, {
          body: { notifications: { likes: false, comments: false, follows: false } },
        }),
    ],
  ])('whoever %s hears nothing', async (_name, happen) => {
    await happen(ana, ben);
    await like(ben);
    await say(ben, 'Hello');
    await follow(ben, ana);
    expect(await toldTo(ana)).toEqual([]);
    expect(await unreadOf(ana)).toBe(0);
  });

  it('of a stealth visit nobody hears anything', async () => {
    const id = numberOf(activityId);
    await server.database.query(
      `with liked as (insert into activity_likes (activity_id, user_id) values ($1, $2))
       update activities set is_stealth = true, likes_count = 1 where id = $1`,
      [id, ben.id],
    );
    await happened('activity.liked', { userId: ben.id, activityId: id });
    expect(await toldTo(ana)).toEqual([]);
  });

  it('what was deleted or hidden since is not quoted, and who has left is somebody', async () => {
    const { data: comment } = await say(ben, 'Buy my pills');
    expect((await toldTo(ana))[0]?.commentText).toBe('Buy my pills');
    const suspend = (until: string) =>
      server.database.query(`update users set suspended_until = now() + $2::interval where id = $1`, [
        ben.id,
        until,
      ]);
    await suspend('1 day');
    expect((await toldTo(ana))[0]).toMatchObject({ actor: null, commentText: null });
    await suspend('-1 day');
    expect((await toldTo(ana))[0]?.commentText).toBe('Buy my pills');
    const id = Number(comment.id.replace('comment-', ''));
    await server.database.query('update activity_comments set hidden_at = now() where id = $1', [id]);
    expect((await toldTo(ana))[0]).toMatchObject({ commentText: null, activityId });
    await server.database.query('update users set deleted_at = now() where id = $1', [ben.id]);
    expect((await toldTo(ana))[0]).toMatchObject({
      actor: null,
      message: expect.stringMatching(/^Somebody commented on your visit to /),
    });
    await ana.must(ROUTES.removeRestaurant, { params: { restaurantId: String(restaurantId) } });
    expect((await toldTo(ana))[0]).toMatchObject({ activityId: null });
  });

  it('an invitation to a group that is over by then is not told', async () => {
    const { data } = await ana.must(ROUTES.matchGroup, { body: { participantIds: [ben.id] } });
    const sid = data.sessionId ?? '';
    expect((await toldTo(ben)).map(({ type }) => type)).toEqual(['group_invite']);
    await server.database.query('delete from notifications where recipient_id = $1', [ben.id]);
    await ana.must(ROUTES.endGroupSession, { params: { sid } });
    const sessionId = sid.replace('session-', '');
    await happened('group.opened', { sessionId, userId: ana.id, invitedIds: [ben.id] });
    expect(await toldTo(ben)).toEqual([]);
  });

  it('a block takes out what each was told of the other, and leaves the rest', async () => {
    await Promise.all([follow(ben, ana), like(ben), like(await server.signUp(api))]);
    await server.settled();
    expect(await unreadOf(ana)).toBe(3);
    await ana.must(ROUTES.blockUser, idOf(ben));
    expect((await toldTo(ana)).map(({ type }) => type)).toEqual(['rating_liked']);
    expect(await unreadOf(ana)).toBe(1);
  });
});

describe('limits', () => {
  it('the twenty-first like within the hour: twenty rows, the newest with two actors', async () => {
    const people = await crowd(21);
    for (const one of people) {
      await like(one);
      await server.settled();
    }
    const told = await toldTo(ana);
    expect(told).toHaveLength(20);
    const names = [20, 19].map((n) => people[n]?.signedIn?.user.displayName);
    expect(told[0]).toMatchObject({
      actorsCount: 2,
      actor: { id: people[20]?.id },
      actors: [{ id: people[20]?.id }, { id: people[19]?.id }],
      message: expect.stringContaining(`${names[0]} and ${names[1]} liked your visit to`),
    });
    expect(told.slice(1).map(({ actorsCount }) => actorsCount)).toEqual(Array(19).fill(1));
    expect(await unreadOf(ana)).toBe(20);
  });

  it('a hundred at once: every like counted, twenty rows, nobody lost and nobody twice', async () => {
    const people = await crowd(100);
    const listener = await listen(ana);
    await Promise.all(people.map((one) => like(one)));
    const told = await toldTo(ana);
    expect(told).toHaveLength(20);
    expect(told.reduce((sum, { actorsCount }) => sum + actorsCount, 0)).toBe(100);
    expect(told[0]).toMatchObject({
      actorsCount: 81,
      message: expect.stringMatching(/ and 80 others liked /),
    });
    expect(told[0]?.actors).toHaveLength(5);
    const [activity] = await server.database.query<{ likes: number }>(
      'select likes_count as likes from activities where id = $1',
      [numberOf(activityId)],
    );
    expect(activity?.likes).toBe(100);
    expect(await unreadOf(ana)).toBe(20);
    await until(
      'the live count is right',
      () => listener.all('notification:count').at(-1)?.unreadCount === 20,
    );
    // Strangers are not pushed one by one.
    expect(listener.all('notification:new')).toEqual([]);
  });

  it('what cannot be told together is told silently, and the day has its own measure', async () => {
    await ana.must(ROUTES.updateSettings, { body: { notifications: { nonFriends: true } } });
    const people = await crowd(22);
    const window = (hours: number) =>
      server.database.query(
        `update notification_windows set hour_started_at = hour_started_at - $2 * interval '1 hour', day_started_at = day_started_at - $2 * interval '1 hour' where recipient_id = $1`,
        [ana.id, hours],
      );
    const listener = await listen(ana);
    for (const one of people.slice(0, 20)) await like(one);
    await server.settled();
    await ana.must(ROUTES.readAllNotifications, {});
    // Nothing unread is left to join: it is told on its own, without a push.
    await like(people[20] as Person);
    expect(await toldTo(ana)).toHaveLength(21);
    await window(1);
    await like(people[21] as Person);
    expect(await toldTo(ana)).toHaveLength(22);
    await listener.next('notification:new', 21);
    await until(
      'the live count is right',
      () => listener.all('notification:count').at(-1)?.unreadCount === 2,
    );
    expect(listener.all('notification:new')).toHaveLength(21);
    const [stands] = await server.database.query(
      `select hour_count, day_count from notification_windows where recipient_id = $1 and type = 'rating_liked'`,
      [ana.id],
    );
    expect(stands).toEqual({ hour_count: 1, day_count: 21 });
  });

  it('do not hold for decisions of moderation', async () => {
    const decision = {
      authorId: ana.id,
      targetType: 'list',
      action: 'warn',
      isAppeal: false,
      suspendedUntil: null,
    };
    for (let reportId = 1; reportId <= 30; reportId++)
      await happened('report.decided', { ...decision, reportId });
    expect(await toldTo(ana, { types: 'system' })).toHaveLength(30);
  });
});

describe('pushes', () => {
  it('come at once from friends and followers, of strangers together in the evening', async () => {
    const [friend, first, second, muted] = await crowd(4);
    if (!friend || !first || !second || !muted) throw new Error('nobody came');
    await follow(ana, friend);
    await server.settled();
    const listener = await listen(ana);
    for (const one of [first, second, friend, muted]) {
      await like(one);
      await server.settled();
    }
    await follow(first, ana);
    await server.settled();
    const pushed = await listener.next('notification:new', 2);
    expect(pushed.map(({ type, actor }) => [type, actor?.id])).toEqual([
      ['rating_liked', friend.id],
      ['follow', first.id],
    ]);
    expect(pushed[0]).toMatchObject((await toldTo(ana)).find(({ actor }) => actor?.id === friend.id) ?? {});
    await until(
      'all strangers are counted',
      () => listener.all('notification:count').at(-1)?.unreadCount === 5,
    );
    await ana.must(ROUTES.muteUser, idOf(muted));
    await evening([ana.id]);
    const bundle = (await listener.next('notification:new', 3))[2];
    expect(bundle).toMatchObject({
      type: 'rating_liked',
      actor: { id: second.id },
      message: '2 new responses from people whom you do not follow.',
    });
    await evening([ana.id]);
    await like(await server.signUp(api));
    await server.settled();
    expect(listener.all('notification:new')).toHaveLength(3);
  });

  /** Makes everything that waits a day older and asks for the bundles, as the schedule does. */
  async function evening(userIds: number[]): Promise<void> {
    await server.database.query(
      `update notifications set created_at = created_at - interval '1 day' where push = 'daily' and recipient_id = any($1)`,
      [userIds],
    );
    await happened('bundles.due', { userIds });
    await server.settled();
  }
});

describe('an opened account', () => {
  it('tells everybody who asked, with as many statements for forty as for one', async () => {
    const told = async () => {
      const { values } = await worker.platform.metrics.queryDuration.get();
      return values
        .filter(
          ({ metricName, labels }) =>
            metricName?.endsWith('_count') && /^notification/.test(`${labels.statement}`),
        )
        .reduce((sum, { value }) => sum + value, 0);
    };
    const open = async (count: number) => {
      const owner = await server.signUp(api);
      await owner.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
      const askers = await crowd(count);
      await Promise.all(askers.map((asker) => follow(asker, owner)));
      await server.settled();
      const before = await told();
      await owner.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: true } } });
      await server.settled();
      const statements = (await told()) - before;
      for (const asker of askers)
        expect(await toldTo(asker)).toMatchObject([
          { type: 'follow_accepted', actor: { id: owner.id, isFollowing: true } },
        ]);
      return statements;
    };
    const one = await open(1);
    expect(one).toBeGreaterThan(3);
    expect(await open(40)).toBe(one);
  });
});

it('leaves every counter as a recount finds it', async () => {
  const findings = await examine(
    api.platform.database,
    false,
    COUNTERS.filter(({ table }) => table === 'notifications' || table === 'activities'),
  );
  expect(findings.filter(({ count }) => count > 0)).toEqual([]);
});
