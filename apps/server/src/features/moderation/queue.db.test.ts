import { ROUTES } from '@beli/contract';
import { describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import {
  admin,
  api,
  author,
  colleague,
  feedOf,
  follow,
  listsSeenBy,
  makeList,
  moderator,
  nothingDrifted,
  queue,
  report,
  resolve,
  restaurantId,
  reviewsSeenBy,
  server,
  stage,
  trusted,
  visit,
  writeComment,
  writeReview,
} from '../../../test/moderation-cast.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { Listener } from '../../../test/sockets.js';
import { until } from '../../../test/until.js';

stage();

describe('the queue', () => {
  it('is for moderators and admins', async () => {
    const ana = await server.signUp(api);
    const { data } = await report(ana, 'user', author.id);
    const tastemaker = await server.promote(await server.signUp(api), 'tastemaker', api);
    for (const person of [ana, tastemaker]) {
      expect((await person.call(ROUTES.listReports, {})).error.code).toBe('FORBIDDEN');
      expect((await resolve(person, data.id, 'dismiss')).error.code).toBe('FORBIDDEN');
    }
    for (const person of [moderator, admin])
      expect((await person.call(ROUTES.listReports, {})).status).toBe(200);
    expect((await resolve(moderator, 'report-999999999', 'dismiss')).error.code).toBe('REPORT_NOT_FOUND');
    expect((await resolve(moderator, data.id, 'ban' as never)).status).toBe(400);
    expect((await resolve(moderator, data.id, 'warn', { until: new Date().toISOString() })).status).toBe(400);
  });

  it('is filtered by status and kind, a page at a time', async () => {
    const ana = await server.signUp(api);
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) ids.push((await report(ana, 'list', await makeList(author))).data.id);
    await resolve(moderator, ids[0] ?? '', 'warn');
    const own = (cases: { id: string }[]) => cases.map(({ id }) => id).filter((id) => ids.includes(id));
    expect(own(await queue({ type: 'list' }))).toEqual(ids.slice(1));
    expect(own(await queue({ type: 'review' }))).toEqual([]);
    expect(own(await queue({ status: 'upheld' }))).toEqual(ids.slice(0, 1));
    const { data, meta } = await moderator.must(ROUTES.listReports, { query: { pageSize: '1' } });
    expect([data.length, meta.hasMore]).toEqual([1, true]);
  });

  it('shows what was first reported beside what it is now, and says in the log that private things were read', async () => {
    const ana = await server.signUp(api);
    const reviewId = await writeReview(author);
    await report(ana, 'review', reviewId);
    await server.database.query(`update reviews set content = 'Nice place' where id = $1`, [reviewId]);
    await server.database.query('update users set is_public = false where id = $1', [author.id]);
    const logged = async () =>
      (await admin.must(ROUTES.listAuditLog, { query: { target: `review-${reviewId}` } })).data;
    expect(await logged()).toEqual([]);
    const [one] = (await queue()).filter(
      ({ targetId, targetType }) => targetType === 'review' && targetId === String(reviewId),
    );
    expect(one).toMatchObject({
      isPrivate: true,
      snapshot: { text: 'Buy my pills' },
      current: { text: 'Nice place' },
    });
    expect(await logged()).toMatchObject([
      { act: 'report.read-private', actorId: moderator.id, subjectId: author.id },
    ]);
  });
});

describe('deciding', () => {
  it('closes all reports on the target at once; of many who decide, one wins', async () => {
    const [ana, ben] = await trusted(2);
    const listId = await makeList(author);
    const [first, second] = [
      await report(ana as Person, 'list', listId),
      await report(ben as Person, 'list', listId),
    ];
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        resolve(n % 2 ? moderator : colleague, (n % 3 ? first : second).data.id, n % 2 ? 'hide' : 'dismiss'),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)]);
    const { data } = await admin.must(ROUTES.listAuditLog, { query: { target: `list-${listId}` } });
    expect(data.filter(({ act }) => act === 'report.resolve')).toHaveLength(1);
    expect((await report(ana as Person, 'list', listId)).error?.code).not.toBe('ALREADY_REPORTED');
  });

  it('hides and deletes every kind of content, with counters that are right, and says so to the author', async () => {
    const reader = await server.signUp(api);
    await follow(reader, author);
    // Of another place than the review, which would tell the visit too.
    const activityId = await visit(author, { restaurantId: await addRestaurant(admin) });
    const [reviewId, listId] = [await writeReview(author), await makeList(author)];
    const commentId = await writeComment(author, await visit(reader));
    expect(await reviewsSeenBy(reader)).toEqual([reviewId]);
    expect(await feedOf(reader)).toHaveLength(3);
    const listener = await Listener.connect(api.url, author.token);
    for (const [type, id] of [
      ['activity', activityId],
      ['review', reviewId],
      ['list', listId],
      ['comment', commentId],
    ] as const) {
      const { data } = await report(reader, type, id);
      expect((await resolve(moderator, data.id, 'hide', { note: 'ads' })).data).toMatchObject({
        status: 'upheld',
        isHidden: true,
        decision: { action: 'hide', note: 'ads', decidedBy: moderator.id },
      });
    }
    expect([await reviewsSeenBy(reader), await listsSeenBy(reader)]).toEqual([[], []]);
    expect([await reviewsSeenBy(author), await listsSeenBy(author)]).toEqual([
      [reviewId],
      [`custom-${listId}`],
    ]);
    expect(await feedOf(reader)).toHaveLength(1);
    expect(await feedOf(author)).toHaveLength(2);
    expect(await nothingDrifted()).toEqual([]);
    const told = await listener.next('notification:new', 4);
    expect(told.map(({ type }) => type)).toEqual(Array(4).fill('system'));
    expect(told[0]?.message).toMatch(/^Your activity was reported and is hidden .* report-\d+\.$/);
    expect(JSON.stringify(told)).not.toMatch(/ads|moderator/);
    listener.close();

    const cast = await server.signUp(api);
    const other = await writeReview(cast);
    const otherComment = await writeComment(cast, activityId);
    for (const [type, id] of [
      ['review', other],
      ['list', await makeList(cast)],
    ] as const) {
      const { data } = await report(reader, type, id);
      expect((await resolve(moderator, data.id, 'delete')).data.current).toBeNull();
    }
    const [row] = await server.database.query('select reviews_count from users where id = $1', [cast.id]);
    expect(row).toEqual({ reviews_count: 0 });
    expect([await reviewsSeenBy(cast), await feedOf(cast)]).toEqual([[], []]);
    expect((await report(reader, 'comment', otherComment)).status).toBe(404);
    expect(await nothingDrifted()).toEqual([]);
  });

  it('deletes comments and activities for good: not even undoing a removal brings them back to others', async () => {
    const reader = await server.signUp(api);
    await follow(reader, author);
    const activityId = await visit(author);
    const commentId = await writeComment(reader, activityId);
    const comment = await report(author, 'comment', commentId);
    await resolve(moderator, comment.data.id, 'delete');
    expect(await nothingDrifted()).toEqual([]);
    const { data } = await report(reader, 'activity', activityId);
    const removed = await author.must(ROUTES.removeRestaurant, {
      params: { restaurantId: String(restaurantId) },
    });
    await resolve(moderator, data.id, 'delete');
    await author.must(ROUTES.undo, { body: { token: removed.headers.get('x-undo-token') ?? '' } });
    expect(await feedOf(reader)).toEqual([]);
    expect(await nothingDrifted()).toEqual([]);
  });

  it('is refused on the own content and where it does not fit', async () => {
    const ana = await server.signUp(api);
    const own = await report(ana, 'list', await makeList(moderator));
    expect((await resolve(moderator, own.data.id, 'dismiss')).error.code).toBe('FORBIDDEN');
    expect((await resolve(colleague, own.data.id, 'suspend')).error.code).toBe('FORBIDDEN');
    expect((await resolve(colleague, own.data.id, 'warn')).status).toBe(200);
    const [person, place] = [
      await report(ana, 'user', author.id),
      await report(ana, 'restaurant', restaurantId),
    ];
    for (const [id, action] of [
      [person.data.id, 'hide'],
      [person.data.id, 'delete'],
      [place.data.id, 'delete'],
      [place.data.id, 'warn'],
      [place.data.id, 'suspend'],
    ] as const)
      expect([action, (await resolve(moderator, id, action)).status]).toEqual([action, 400]);
    expect((await resolve(moderator, place.data.id, 'dismiss')).status).toBe(200);
  });

  it('lets moderators suspend people and tastemakers, never staff', async () => {
    const ana = await server.signUp(api);
    const tastemaker = await server.promote(await server.signUp(api), 'tastemaker', api);
    for (const target of [colleague, admin]) {
      const { data } = await report(ana, 'user', target.id);
      expect((await resolve(moderator, data.id, 'suspend')).error.code).toBe('FORBIDDEN');
      expect((await resolve(moderator, data.id, 'dismiss')).status).toBe(200);
      expect((await target.call(ROUTES.getFeed, {})).status).toBe(200);
    }
    for (const target of [author, tastemaker]) {
      const { data } = await report(await server.signUp(api), 'user', target.id);
      const past = await resolve(moderator, data.id, 'suspend', { until: '2020-01-01T00:00:00.000Z' });
      expect(past.status).toBe(400);
      expect((await resolve(moderator, data.id, 'suspend')).status).toBe(200);
      await until(
        'the suspension counts',
        async () => (await target.call(ROUTES.getFeed, {})).error?.code === 'ACCOUNT_SUSPENDED',
      );
    }
    const mischief = await report(ana, 'restaurant', restaurantId);
    await server.database.query(`update users set role = 'user' where id = $1`, [colleague.id]);
    const other = await report(ana, 'list', await makeList(await server.signUp(api)));
    // The token still says moderator: a suspension asks the database.
    expect((await resolve(colleague, other.data.id, 'suspend')).error.code).toBe('FORBIDDEN');
    await server.database.query(`update users set role = 'moderator' where id = $1`, [colleague.id]);
    expect((await resolve(colleague, mischief.data.id, 'dismiss')).status).toBe(200);
  });
});
