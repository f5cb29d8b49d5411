import { ROUTES } from '@beli/contract';
import { describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import {
  admin,
  api,
  author,
  countSeenBy,
  feedOf,
  follow,
  type Kind,
  listsSeenBy,
  makeList,
  moderator,
  nothingDrifted,
  queue,
  report,
  resolve,
  restaurantId,
  server,
  stage,
  trusted,
  visit,
  writeComment,
  writeReview,
  writeReviewComment,
} from '../../../test/moderation-cast.js';

stage();

describe('reporting', () => {
  it('takes every kind, with and without its prefix, once a person', async () => {
    const ana = await server.signUp(api);
    const activityId = await visit(author);
    const commentId = await writeComment(author, activityId);
    const [reviewId, listId] = [await writeReview(author), await makeList(author)];
    const replyId = await writeReviewComment(author, reviewId);
    const targets: [Kind, string | number, string | number][] = [
      ['user', author.id, String(author.id)],
      ['review', reviewId, String(reviewId)],
      ['activity', activityId, activityId.replace('feed-', '')],
      ['comment', `comment-${commentId}`, commentId],
      ['review_comment', `review-comment-${replyId}`, replyId],
      ['list', `custom-${listId}`, `list-${listId}`],
      ['restaurant', restaurantId, String(restaurantId)],
    ];
    for (const [type, id, again] of targets) {
      const first = await report(ana, type, id, { note: '<b>look</b>' });
      expect([type, first.status, first.data]).toEqual([
        type,
        201,
        { id: expect.stringMatching(/^report-\d+$/), status: 'open' },
      ]);
      expect((await report(ana, type, again)).error.code).toBe('ALREADY_REPORTED');
    }
    const own = (await queue()).filter(({ authorId }) => authorId === author.id);
    expect(own.map(({ targetType, targetId }) => [targetType, targetId])).toEqual([
      ['user', String(author.id)],
      ['review', String(reviewId)],
      ['activity', activityId],
      ['comment', `comment-${commentId}`],
      ['review_comment', `review-comment-${replyId}`],
      ['list', `custom-${listId}`],
    ]);
    expect(own[1]).toMatchObject({
      status: 'open',
      author: { id: author.id },
      reportsCount: 1,
      trustedCount: 0,
      reasons: [{ reason: 'spam', count: 1 }],
      reports: [{ reporterId: ana.id, note: 'look', isTrusted: false }],
      snapshot: { title: 'Pills', text: 'Buy my pills', rating: 7, restaurantId },
      current: { text: 'Buy my pills' },
      isPrivate: false,
      isHidden: false,
      decision: null,
      appeal: null,
    });
  });

  it('refuses the own content', async () => {
    const activityId = await visit(author);
    const listId = await makeList(author, false);
    const outcomes = await Promise.all([
      report(author, 'user', author.id),
      report(author, 'activity', activityId),
      report(author, 'review', await writeReview(author)),
      report(author, 'comment', await writeComment(author, activityId)),
      report(author, 'list', listId),
    ]);
    expect(outcomes.map(({ error }) => error.code)).toEqual(Array(5).fill('FORBIDDEN'));
  });

  it('answers the same for what is absent, private, hidden, deleted or of no table yet', async () => {
    const ana = await server.signUp(api);
    const activityId = await visit(author);
    const [reviewId, listId] = [await writeReview(author), await makeList(author)];
    const commentId = await writeComment(author, activityId);
    const replyId = await writeReviewComment(author, reviewId);
    const targets: [Kind, string | number, string][] = [
      ['review', reviewId, 'REVIEW_NOT_FOUND'],
      ['activity', activityId, 'ACTIVITY_NOT_FOUND'],
      ['comment', commentId, 'COMMENT_NOT_FOUND'],
      ['review_comment', replyId, 'COMMENT_NOT_FOUND'],
      ['list', listId, 'LIST_NOT_FOUND'],
    ];
    const absent = async (type: Kind) => (await report(ana, type, 999_999_999)).error;
    const states = [
      ['is_public = false', 'is_public = true'],
      [`suspended_until = now() + interval '1 day'`, 'suspended_until = null'],
      ['deactivated_at = now()', 'deactivated_at = null'],
      ['deleted_at = now()', 'deleted_at = null'],
    ] as const;
    const expectSame = async (cases: typeof targets) => {
      for (const [type, id, code] of cases) {
        const { status, error } = await report(ana, type, id);
        expect([type, status, error.code]).toEqual([type, 404, code]);
        expect({ ...error, requestId: '' }).toEqual({ ...(await absent(type)), requestId: '' });
      }
    };
    for (const [set, unset] of states) {
      await server.database.query(`update users set ${set} where id = $1`, [author.id]);
      await expectSame(targets);
      await server.database.query(`update users set ${unset} where id = $1`, [author.id]);
    }
    await author.must(ROUTES.blockUser, { params: { id: String(ana.id) } });
    await expectSame([...targets, ['user', author.id, 'USER_NOT_FOUND']]);
    await author.must(ROUTES.unblockUser, { params: { id: String(ana.id) } });
    for (const column of ['hidden_at', 'deleted_at']) {
      for (const table of ['reviews', 'review_comments', 'activities', 'activity_comments', 'lists']) {
        await server.database.query(`update ${table} set ${column} = now() where user_id = $1`, [author.id]);
      }
      await expectSame(targets);
      for (const table of ['reviews', 'review_comments', 'activities', 'activity_comments', 'lists']) {
        await server.database.query(`update ${table} set ${column} = null where user_id = $1`, [author.id]);
      }
    }
    await server.database.query('update activities set is_stealth = true where user_id = $1', [author.id]);
    await server.database.query('update lists set is_public = false where user_id = $1', [author.id]);
    await expectSame(targets.filter(([type]) => type !== 'review' && type !== 'review_comment'));
    await expectSame([
      ['post', 1, 'POST_NOT_FOUND'],
      ['photo', '7f0c2c1e-0000-4000-8000-000000000000', 'IMAGE_NOT_FOUND'],
      ['user', 999_999_998, 'USER_NOT_FOUND'],
      ['restaurant', 999_999_998, 'RESTAURANT_NOT_FOUND'],
      ['list', `been-${author.id}`, 'LIST_NOT_FOUND'],
      ['activity', `comment-${commentId}`, 'ACTIVITY_NOT_FOUND'],
    ]);
    const [row] = await server.database.query(
      'select count(*)::int as count from reports where reporter_id = $1',
      [ana.id],
    );
    expect(row).toEqual({ count: 0 });
  });

  it('stops a flood at twenty an hour, however parallel', async () => {
    const [ana] = await trusted(1);
    const targets = await Promise.all(Array.from({ length: 25 }, () => makeList(author)));
    const outcomes = await Promise.all(targets.map((id) => report(ana as Person, 'list', id)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual([
      ...Array(20).fill(201),
      ...Array(5).fill(429),
    ]);
    const refused = outcomes.find(({ status }) => status === 429);
    expect(refused?.error).toMatchObject({ code: 'RATE_LIMIT_EXCEEDED', limit: 20, windowMs: 3_600_000 });
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(3_500);
  });

  it('has one row of a report that is sent many times at once', async () => {
    const ana = await server.signUp(api);
    const activityId = await visit(author);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => report(ana, 'activity', activityId)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
  });
});

describe('hiding without a moderator', () => {
  it('happens at the third trusted report, and the author notices nothing', async () => {
    const people = await trusted(3);
    const [reader, newcomers] = [people[0] as Person, [await server.signUp(api), await server.signUp(api)]];
    await follow(reader, author);
    const activityId = await visit(author);
    for (const person of [...newcomers, ...people.slice(0, 2)]) await report(person, 'activity', activityId);
    expect(await feedOf(reader)).toEqual([activityId]);
    await report(people[2] as Person, 'activity', activityId);
    expect(await feedOf(reader)).toEqual([]);
    expect(await feedOf(author)).toEqual([activityId]);
    expect((await report(await server.signUp(api), 'activity', activityId)).error.code).toBe(
      'ACTIVITY_NOT_FOUND',
    );
    const [waiting] = (await queue()).filter(({ targetId }) => targetId === activityId);
    expect(waiting).toMatchObject({ status: 'open', reportsCount: 5, trustedCount: 3, isHidden: true });
    const { data } = await admin.must(ROUTES.listAuditLog, {
      query: { target: activityId.replace('feed', 'activity') },
    });
    expect(data).toMatchObject([{ act: 'content.hide-automatically', actorId: null, subjectId: author.id }]);
  });

  it('counts right with twenty reports at once', async () => {
    const people = [
      ...(await trusted(10)),
      ...(await Promise.all(Array.from({ length: 10 }, () => server.signUp(api)))),
    ];
    const listId = await makeList(author);
    const outcomes = await Promise.all(people.map((person) => report(person, 'list', listId)));
    // Whoever comes after the hiding does not find it any more.
    const statuses = new Set(outcomes.map(({ status }) => status));
    expect([...statuses].every((status) => status === 201 || status === 404)).toBe(true);
    const [one] = (await queue()).filter(({ targetId }) => targetId === `custom-${listId}`);
    expect(one).toMatchObject({
      isHidden: true,
      reportsCount: outcomes.filter(({ status }) => status === 201).length,
    });
    expect(one?.trustedCount).toBeGreaterThanOrEqual(3);
    const [row] = await server.database.query(
      `select count(*)::int as count from audit_log where act = 'content.hide-automatically' and target_id = $1 and target_type = 'list'`,
      [String(listId)],
    );
    expect(row).toEqual({ count: 1 });
    expect(await nothingDrifted()).toEqual([]);
  });

  it('does not happen to people and restaurants, nor by those whose reports were dismissed', async () => {
    const people = await trusted(4);
    for (const person of people) {
      await report(person, 'user', author.id);
      await report(person, 'restaurant', restaurantId);
    }
    expect((await people[0]?.call(ROUTES.getUser, { params: { id: String(author.id) } }))?.status).toBe(200);
    const waiting = (await queue()).filter(
      ({ targetType, authorId }) => targetType === 'user' && authorId === author.id,
    );
    expect(waiting).toMatchObject([{ trustedCount: 4, isHidden: false }]);
    await resolve(moderator, waiting[0]?.id ?? '', 'dismiss');
    const listId = await makeList(author);
    for (const person of people) await report(person, 'list', listId);
    const [one] = (await queue()).filter(({ targetId }) => targetId === `custom-${listId}`);
    expect(one).toMatchObject({ reportsCount: 4, trustedCount: 0, isHidden: false });
  });

  it('is undone by a dismissal, and starts anew only with reporters who are still trusted', async () => {
    const people = await trusted(4);
    const listId = await makeList(author);
    const ids = await Promise.all(people.slice(0, 3).map((person) => report(person, 'list', listId)));
    expect(await listsSeenBy(moderator)).toEqual([]);
    expect(await listsSeenBy(author)).toEqual([`custom-${listId}`]);
    expect([await countSeenBy(moderator), await countSeenBy(author)]).toEqual([0, 1]);
    const { data } = await resolve(moderator, ids[1]?.data.id ?? '', 'dismiss');
    expect(data).toMatchObject({ status: 'dismissed', isHidden: false });
    expect([await listsSeenBy(moderator), await countSeenBy(moderator)]).toEqual([[`custom-${listId}`], 1]);
    for (const person of people) expect((await report(person, 'list', listId)).status).toBe(201);
    expect(await listsSeenBy(moderator)).toEqual([`custom-${listId}`]);
  });
});
