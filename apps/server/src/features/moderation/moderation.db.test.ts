import { ROUTES, type Sent } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { openDatabase } from '../../../test/database.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { Listener } from '../../../test/sockets.js';
import { until } from '../../../test/until.js';
import { examine } from '../../doctor/examination.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
let moderator: Person;
let colleague: Person;
let author: Person;
let restaurantId: number;

beforeAll(async () => {
  server = await TestServer.start({ DATABASE_POOL_SIZE: '10' });
  api = await server.api();
  await server.worker();
  admin = await server.promote(await server.signUp(api), 'admin', api);
  moderator = await server.promote(await server.signUp(api), 'moderator', api);
  colleague = await server.promote(await server.signUp(api), 'moderator', api);
});
beforeEach(async () => {
  [author, restaurantId] = [await server.signUp(api), await addRestaurant(admin)];
});
afterAll(() => server.stop());

type Body = Sent<typeof ROUTES.report>['body'];
type Kind = Body['targetType'];

const report = (person: Person, targetType: Kind, targetId: string | number, more: Partial<Body> = {}) =>
  person.call(ROUTES.report, { body: { targetType, targetId, reason: 'spam', ...more } });
const resolve = (
  person: Person,
  id: string,
  action: Sent<typeof ROUTES.resolveReport>['body']['action'],
  more: { note?: string; until?: string } = {},
) => person.call(ROUTES.resolveReport, { params: { id }, body: { action, ...more } });
const queue = async (query: Record<string, string> = {}) =>
  (await moderator.must(ROUTES.listReports, { query: { pageSize: '100', ...query } as never })).data;

/** People whose reports count. */
const trusted = async (count: number): Promise<Person[]> => {
  const people = await Promise.all(Array.from({ length: count }, () => server.signUp(api)));
  await server.database.query(
    `update users set email_verified_at = now(), created_at = now() - interval '8 days' where id = any($1)`,
    [people.map(({ id }) => id)],
  );
  return people;
};

const insert = async (text: string, values: unknown[]): Promise<number> => {
  const [row] = await server.database.query<{ id: string }>(`${text} returning id`, values);
  return Number(row?.id);
};
const visit = async (person: Person, body: object = {}): Promise<string> => {
  const { meta } = await person.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'been' },
    body: { restaurantId, rating: 8, notes: 'Buy my pills', ...body },
  });
  return meta.activityId ?? '';
};
const writeReview = async (person: Person): Promise<number> => {
  await server.database.query('update users set reviews_count = reviews_count + 1 where id = $1', [
    person.id,
  ]);
  const id = await insert(
    `insert into reviews (user_id, restaurant_id, rating, title, content) values ($1, $2, 7, 'Pills', 'Buy my pills')`,
    [person.id, restaurantId],
  );
  await insert(
    `insert into activities (type, user_id, restaurant_id, review_id, comment) values ('review', $1, $2, $3, 'Buy my pills')`,
    [person.id, restaurantId, id],
  );
  return id;
};
const writeComment = async (person: Person, activityId: string): Promise<number> => {
  const activity = Number(activityId.replace('feed-', ''));
  await server.database.query('update activities set comments_count = comments_count + 1 where id = $1', [
    activity,
  ]);
  return insert('insert into activity_comments (activity_id, user_id, content) values ($1, $2, $3)', [
    activity,
    person.id,
    'Buy my pills',
  ]);
};
const makeList = (person: Person, isPublic = true) =>
  insert(`insert into lists (user_id, name, is_public) values ($1, 'Pills', $2)`, [person.id, isPublic]);

const follow = (person: Person, target: Person) =>
  person.must(ROUTES.followUser, { params: { id: String(target.id) } });
const feedOf = async (person: Person) =>
  (await person.must(ROUTES.getFeed, { query: { includeSelf: 'true' } })).data.map(({ id }) => id);
const reviewsSeenBy = async (person: Person) =>
  (
    await person.must(ROUTES.getRestaurant, {
      params: { id: String(restaurantId) },
      query: { expand: 'reviews' },
    })
  ).data.reviews?.map(({ id }) => id);
const listsSeenBy = async (person: Person) =>
  (
    await person.must(ROUTES.listLists, { params: { id: String(author.id) }, query: { scope: 'playlists' } })
  ).data.map(({ id }) => id);
const countSeenBy = async (person: Person) =>
  (await person.must(ROUTES.countLists, { params: { id: String(author.id) } })).data.playlists;

const nothingDrifted = async () => {
  const database = openDatabase(server.database.url, 2);
  const findings = await examine(database, false);
  await database.close();
  return findings.filter(({ count }) => count > 0);
};

describe('reporting', () => {
  it('takes every kind, with and without its prefix, once a person', async () => {
    const ana = await server.signUp(api);
    const activityId = await visit(author);
    const commentId = await writeComment(author, activityId);
    const [reviewId, listId] = [await writeReview(author), await makeList(author)];
    const targets: [Kind, string | number, string | number][] = [
      ['user', author.id, String(author.id)],
      ['review', reviewId, String(reviewId)],
      ['activity', activityId, activityId.replace('feed-', '')],
      ['comment', `comment-${commentId}`, commentId],
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
    const targets: [Kind, string | number, string][] = [
      ['review', reviewId, 'REVIEW_NOT_FOUND'],
      ['activity', activityId, 'ACTIVITY_NOT_FOUND'],
      ['comment', commentId, 'COMMENT_NOT_FOUND'],
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
      for (const table of ['reviews', 'activities', 'activity_comments', 'lists']) {
        await server.database.query(`update ${table} set ${column} = now() where user_id = $1`, [author.id]);
      }
      await expectSame(targets);
      for (const table of ['reviews', 'activities', 'activity_comments', 'lists']) {
        await server.database.query(`update ${table} set ${column} = null where user_id = $1`, [author.id]);
      }
    }
    await server.database.query('update activities set is_stealth = true where user_id = $1', [author.id]);
    await server.database.query('update lists set is_public = false where user_id = $1', [author.id]);
    await expectSame(targets.filter(([type]) => type !== 'review'));
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
    const activityId = await visit(author);
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

describe('appealing', () => {
  const decided = async (
    action: 'hide' | 'delete' | 'warn' | 'suspend',
    type: 'list' | 'review' = 'list',
  ) => {
    const id = type === 'list' ? await makeList(author) : await writeReview(author);
    const { data } = await report(await server.signUp(api), type, id);
    const decision = await resolve(moderator, data.id, action);
    expect(decision.status).toBe(200);
    return { reportId: data.id, id };
  };
  const appeal = (person: Person, id: string, text = 'It is honest.') =>
    person.call(ROUTES.appeal, { params: { id }, body: { text } });

  it('is for the author alone, once, and only against a decision', async () => {
    const { reportId } = await decided('hide');
    const open = await report(await server.signUp(api), 'list', await makeList(author));
    for (const person of [await server.signUp(api), moderator])
      expect((await appeal(person, reportId)).error.code).toBe('REPORT_NOT_FOUND');
    expect((await appeal(author, 'report-999999999')).error.code).toBe('REPORT_NOT_FOUND');
    expect((await appeal(author, open.data.id)).error.code).toBe('CONFLICT');
    expect((await appeal(author, reportId, ' ')).status).toBe(400);
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => appeal(author, reportId)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual([201, ...Array(5).fill(409)]);
    const [first] = await queue();
    expect(first).toMatchObject({ id: reportId, status: 'appealed', appeal: { text: 'It is honest.' } });
    const dismissed = await report(await server.signUp(api), 'list', await makeList(author));
    await resolve(moderator, dismissed.data.id, 'dismiss');
    expect((await appeal(author, dismissed.data.id)).error.code).toBe('CONFLICT');
    expect((await resolve(colleague, reportId, 'dismiss')).status).toBe(200);
    expect((await appeal(author, reportId)).error.code).toBe('CONFLICT');
  });

  it.each(['hide', 'delete'] as const)(
    'against "%s" is decided by another moderator, and gives back what was taken',
    async (action) => {
      const { reportId, id } = await decided(action, 'review');
      await appeal(author, reportId);
      expect((await resolve(moderator, reportId, 'dismiss')).error.code).toBe('FORBIDDEN');
      expect((await resolve(colleague, reportId, 'dismiss')).data).toMatchObject({
        status: 'dismissed',
        isHidden: false,
        current: { text: 'Buy my pills' },
        appeal: { decidedAt: expect.any(String) },
      });
      expect(await reviewsSeenBy(moderator)).toEqual([id]);
      expect(await nothingDrifted()).toEqual([]);
      expect((await resolve(colleague, reportId, 'hide')).error.code).toBe('CONFLICT');
    },
  );

  it('may end with another decision or the same', async () => {
    const { reportId, id } = await decided('delete', 'review');
    await appeal(author, reportId);
    expect((await resolve(colleague, reportId, 'hide')).data).toMatchObject({
      status: 'upheld',
      isHidden: true,
      current: { text: 'Buy my pills' },
    });
    expect([await reviewsSeenBy(moderator), await reviewsSeenBy(author)]).toEqual([[], [id]]);
    expect(await nothingDrifted()).toEqual([]);
  });

  it('does not bring back a review beside a newer one', async () => {
    const { reportId } = await decided('delete', 'review');
    await appeal(author, reportId);
    const newer = await writeReview(author);
    expect((await resolve(colleague, reportId, 'dismiss')).data).toMatchObject({
      status: 'dismissed',
      current: null,
    });
    expect(await reviewsSeenBy(moderator)).toEqual([newer]);
    expect(await feedOf(author)).toHaveLength(1);
    expect(await nothingDrifted()).toEqual([]);
  });

  it('is open to the suspended, who see what they may appeal, and lifts the suspension when granted', async () => {
    const { reportId, id } = await decided('suspend');
    await until(
      'the suspension counts',
      async () => (await author.call(ROUTES.getFeed, {})).error?.code === 'ACCOUNT_SUSPENDED',
    );
    const { data } = await author.must(ROUTES.listDecisions, {});
    expect(data).toEqual([
      {
        id: reportId,
        status: 'upheld',
        targetType: 'list',
        targetId: `custom-${id}`,
        action: 'suspend',
        decidedAt: expect.any(String),
        suspendedUntil: expect.any(String),
        mayAppeal: true,
      },
    ]);
    expect((await appeal(author, reportId)).status).toBe(201);
    expect((await author.must(ROUTES.listDecisions, {})).data[0]).toMatchObject({
      status: 'appealed',
      mayAppeal: false,
    });
    await resolve(colleague, reportId, 'dismiss');
    await until('the suspension is over', async () => (await author.call(ROUTES.getFeed, {})).status === 200);
    expect(await listsSeenBy(moderator)).toEqual([`custom-${id}`]);
  });

  it('does not lift a suspension that somebody else began since', async () => {
    const { reportId } = await decided('suspend');
    await admin.must(ROUTES.suspendAccount, {
      params: { id: String(author.id) },
      body: { until: new Date(Date.now() + 30 * 86_400_000).toISOString(), reason: 'worse' },
    });
    await appeal(author, reportId);
    await resolve(colleague, reportId, 'dismiss');
    const { data } = await admin.must(ROUTES.listAccounts, { query: { q: String(author.id) } });
    expect(data[0]?.suspendedUntil).not.toBeNull();
  });

  it('is decided by the same moderator where there is no other', async () => {
    const { reportId } = await decided('warn');
    await appeal(author, reportId);
    const others = `role in ('moderator', 'admin') and id <> ${moderator.id}`;
    await server.database.query(`update users set deactivated_at = now() where ${others}`);
    expect((await resolve(moderator, reportId, 'dismiss')).status).toBe(200);
    await server.database.query(`update users set deactivated_at = null where ${others}`);
  });
});
