import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { COUNTERS } from '../../doctor/counters.js';
import { examine } from '../../doctor/examination.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
let ana: Person;
let ben: Person;
let restaurantId: number;
/** a visit of Ana */
let activityId: string;

const on = (id: string) => ({ params: { id } });
const crowd = (count: number) => Promise.all(Array.from({ length: count }, () => server.signUp(api)));

async function visit(person: Person, body: object = {}): Promise<string> {
  restaurantId = await addRestaurant(admin);
  const { meta } = await person.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'been' },
    body: { restaurantId, rating: 8, ...body },
  });
  return meta.activityId ?? '';
}
const comment = async (person: Person, content: string) =>
  (await person.must(ROUTES.commentOnActivity, { ...on(activityId), body: { content } })).data;
const removeComment = (person: Person, commentId: string) =>
  person.call(ROUTES.deleteActivityComment, { params: { id: activityId, commentId } });
const feedItem = async (person: Person) => {
  const { data } = await person.must(ROUTES.getFeed, {
    query: { expand: 'interactions', includeSelf: 'true' },
  });
  return data.find(({ id }) => id === activityId);
};

beforeAll(async () => {
  server = await TestServer.start({ DATABASE_POOL_SIZE: '10' });
  api = await server.api();
  admin = await server.promote(await server.signUp(api), 'admin', api);
});
beforeEach(async () => {
  [ana, ben] = await Promise.all([server.signUp(api), server.signUp(api)]);
  await ben.must(ROUTES.followUser, { params: { id: String(ana.id) } });
  activityId = await visit(ana);
});
afterAll(() => server.stop());

describe('likes', () => {
  it('count once a person, by id with or without its prefix, and can be taken back', async () => {
    const liked = await ben.must(ROUTES.likeActivity, on(activityId));
    expect(liked.data).toEqual({ activityId, likes: 1, isLiked: true });
    const again = await ben.must(ROUTES.likeActivity, on(activityId.replace('feed-', '')));
    expect([again.status, again.data]).toEqual([200, liked.data]);
    expect(await feedItem(ben)).toMatchObject({ likes: 1, isLiked: true });
    expect((await ana.must(ROUTES.likeActivity, on(activityId))).data.likes).toBe(2);
    const left = { activityId, likes: 1, isLiked: false };
    expect((await ben.must(ROUTES.unlikeActivity, on(activityId))).data).toEqual(left);
    expect((await ben.must(ROUTES.unlikeActivity, on(activityId))).data).toEqual(left);
  });

  it('of a hundred people at once, twice each and with some who leave, are counted exactly', async () => {
    const people = await crowd(100);
    await Promise.all([...people, ...people].map((one) => one.must(ROUTES.likeActivity, on(activityId))));
    expect(await feedItem(ben)).toMatchObject({ likes: 100 });
    await Promise.all(
      people.flatMap((one, n) => [
        one.must(ROUTES.bookmarkActivity, on(activityId)),
        ...(n < 40 ? [one.must(ROUTES.unlikeActivity, on(activityId))] : []),
      ]),
    );
    expect(await feedItem(ben)).toMatchObject({ likes: 60, bookmarks: 100 });
  });

  it('are listed newest first, a page at a time, without whom the viewer must not meet', async () => {
    const people = await crowd(5);
    for (const one of people) await one.must(ROUTES.likeActivity, on(activityId));
    await people[3]?.must(ROUTES.blockUser, { params: { id: String(ben.id) } });
    const listed: number[] = [];
    let cursor: string | undefined;
    do {
      const { data, meta } = await ben.must(ROUTES.listActivityLikes, {
        ...on(activityId),
        query: { limit: '2', cursor },
      });
      listed.push(...data.map(({ id }) => id));
      cursor = meta.nextCursor ?? undefined;
    } while (cursor);
    expect(listed).toEqual([4, 2, 1, 0].map((n) => people[n]?.id));
    const foreign = await ben.must(ROUTES.listActivityComments, { ...on(activityId), query: { limit: '1' } });
    expect(foreign.data).toEqual([]);
    const wrong = await ben.call(ROUTES.listActivityLikes, {
      ...on(activityId),
      query: {
        cursor: Buffer.from('{"id":1,"t":"2026-01-01T00:00:00.000000Z","r":"feed"}').toString('base64url'),
      },
    });
    expect(wrong.error.code).toBe('INVALID_CURSOR');
  });
});

describe('an activity that the viewer may not see', () => {
  const states: [string, () => Promise<unknown>][] = [
    ['is of a private account', () => set('users', 'is_public = false', ana.id)],
    ['is of somebody suspended', () => set('users', `suspended_until = now() + interval '1 day'`, ana.id)],
    ['is of somebody who has left', () => set('users', 'deleted_at = now()', ana.id)],
    ['is of somebody who blocks', () => ana.must(ROUTES.blockUser, { params: { id: String(ben.id) } })],
    ['is in stealth', () => set('activities', 'is_stealth = true', number())],
    ['was hidden', () => set('activities', 'hidden_at = now()', number())],
    ['was deleted', () => set('activities', 'deleted_at = now()', number())],
    [
      'is of a removed restaurant',
      () => admin.must(ROUTES.deleteRestaurant, { params: { id: String(restaurantId) } }),
    ],
  ];
  const number = () => Number(activityId.replace('feed-', ''));
  const set = (table: string, change: string, id: number) =>
    server.database.query(`update ${table} set ${change} where id = $1`, [id]);

  it.each(states)('because it %s is not there', async (_name, happen) => {
    await ben.must(ROUTES.unfollowUser, { params: { id: String(ana.id) } });
    const { id } = await comment(ben, 'Before');
    await happen();
    const target = on(activityId);
    const outcomes = await Promise.all([
      ben.call(ROUTES.likeActivity, target),
      ben.call(ROUTES.unlikeActivity, target),
      ben.call(ROUTES.bookmarkActivity, { ...target, body: { addToWantToTry: true } }),
      ben.call(ROUTES.unbookmarkActivity, target),
      ben.call(ROUTES.commentOnActivity, { ...target, body: { content: 'x' } }),
      removeComment(ben, id),
      ben.call(ROUTES.listActivityComments, target),
      ben.call(ROUTES.listActivityLikes, target),
      new Person(api.url).call(ROUTES.listActivityLikes, target),
    ]);
    // A block is between two people: nobody else notices.
    const expected = Array(9).fill('ACTIVITY_NOT_FOUND');
    if (_name === 'is of somebody who blocks') expected[8] = undefined;
    expect(outcomes.map(({ error }) => error?.code)).toEqual(expected);
  });

  it('though it is there for whoever follows, and in stealth for its owner', async () => {
    await server.database.query('update users set is_public = false where id = $1', [ana.id]);
    expect((await ben.call(ROUTES.likeActivity, on(activityId))).status).toBe(200);
    await server.database.query('update activities set is_stealth = true where id = $1', [number()]);
    expect((await ben.call(ROUTES.likeActivity, on(activityId))).status).toBe(404);
    expect((await ana.call(ROUTES.likeActivity, on(activityId))).status).toBe(200);
  });
});

describe('bookmarks', () => {
  it('count once, and put the restaurant on want to try where that is wished', async () => {
    const plain = await ben.must(ROUTES.bookmarkActivity, on(activityId));
    expect(plain.data).toEqual({ activityId, bookmarks: 1, isBookmarked: true });
    const kept = () => ben.must(ROUTES.getRelations, { params: { restaurantId: String(restaurantId) } });
    expect((await kept()).data.wantToTry).toBeNull();
    const add = { ...on(activityId), body: { addToWantToTry: true } };
    expect((await ben.must(ROUTES.bookmarkActivity, add)).data.bookmarks).toBe(1);
    expect((await kept()).data.wantToTry).toMatchObject({ status: 'want_to_try' });
    expect((await ben.must(ROUTES.bookmarkActivity, add)).status).toBe(200);
    const left = await ben.must(ROUTES.unbookmarkActivity, on(activityId));
    expect(left.data).toEqual({ activityId, bookmarks: 0, isBookmarked: false });
    expect((await kept()).data.wantToTry).not.toBeNull();
  });

  it('of many at once who all want to go there count once a person, everywhere', async () => {
    const people = await crowd(12);
    const add = { ...on(activityId), body: { addToWantToTry: true } };
    await Promise.all([...people, ...people].map((one) => one.must(ROUTES.bookmarkActivity, add)));
    expect(await feedItem(ben)).toMatchObject({ bookmarks: 12 });
    const [place] = await server.database.query(
      'select want_to_try_count as count from restaurants where id = $1',
      [restaurantId],
    );
    expect(place).toEqual({ count: 12 });
  });
});

describe('comments', () => {
  it('are plain text, read in order, and deleted by who may', async () => {
    const cara = await server.signUp(api);
    const first = await comment(ben, 'First <i>!</i>');
    expect(first).toMatchObject({
      id: expect.stringMatching(/^comment-\d+$/),
      activityId,
      user: { id: ben.id },
      content: 'First !',
      canDelete: true,
    });
    const second = await comment(cara, 'Second');
    await comment(ana, 'Third');
    const page = await cara.must(ROUTES.listActivityComments, { ...on(activityId), query: { limit: '2' } });
    expect(page.data.map(({ content, canDelete }) => [content, canDelete])).toEqual([
      ['First !', false],
      ['Second', true],
    ]);
    const rest = await new Person(api.url).must(ROUTES.listActivityComments, {
      ...on(activityId),
      query: { cursor: page.meta.nextCursor ?? '' },
    });
    expect(rest.data.map(({ content, canDelete }) => [content, canDelete])).toEqual([['Third', false]]);
    expect((await removeComment(cara, first.id)).error.code).toBe('FORBIDDEN');
    expect((await removeComment(cara, second.id)).status).toBe(204);
    expect((await removeComment(ana, first.id.replace('comment-', ''))).status).toBe(204);
    expect((await removeComment(ana, first.id)).error.code).toBe('COMMENT_NOT_FOUND');
    expect(await feedItem(ben)).toMatchObject({ comments: 1 });
  });

  it('come back by undo, once and only for who deleted them', async () => {
    const { id } = await comment(ben, 'Come back');
    const token = (await removeComment(ana, id)).headers.get('x-undo-token') ?? '';
    expect((await ben.call(ROUTES.undo, { body: { token } })).error.code).toBe('UNDO_NOT_FOUND');
    expect((await ana.must(ROUTES.undo, { body: { token } })).data).toMatchObject({
      kind: 'comment-removed',
      comment: { id, content: 'Come back', user: { id: ben.id } },
    });
    expect((await ana.call(ROUTES.undo, { body: { token } })).error.code).toBe('UNDO_NOT_FOUND');
    expect(await feedItem(ben)).toMatchObject({ comments: 1 });
    const second = (await removeComment(ben, id)).headers.get('x-undo-token') ?? '';
    await ana.must(ROUTES.removeRestaurant, { params: { restaurantId: String(restaurantId) } });
    expect((await ben.call(ROUTES.undo, { body: { token: second } })).error.code).toBe('CONFLICT');
  });

  it('of others are deleted by staff with an entry in the log', async () => {
    const { id } = await comment(ben, 'Buy my pills');
    const token = (await removeComment(admin, id)).headers.get('x-undo-token') ?? '';
    await admin.must(ROUTES.undo, { body: { token } });
    const acts = await server.database.query(
      `select act, actor_id::int as actor, subject_id::int as subject from audit_log where target_type = 'comment' and target_id = $1 order by id`,
      [id],
    );
    expect(acts).toEqual([
      { act: 'comment.delete', actor: admin.id, subject: ben.id },
      { act: 'comment.restore', actor: admin.id, subject: ben.id },
    ]);
  });

  it('show neither hidden ones nor people whom the viewer must not meet; who has left is nobody', async () => {
    const [cara, dora, emil] = await crowd(3);
    if (!cara || !dora || !emil) throw new Error('nobody came');
    const hidden = await comment(cara, 'Hidden');
    await comment(dora, 'Blocked');
    await comment(emil, 'Left');
    await server.database.query('update activity_comments set hidden_at = now() where id = $1', [
      Number(hidden.id.replace('comment-', '')),
    ]);
    await ben.must(ROUTES.blockUser, { params: { id: String(dora.id) } });
    await server.database.query('update activity_comments set user_id = null where user_id = $1', [emil.id]);
    const seenBy = async (person: Person) =>
      (await person.must(ROUTES.listActivityComments, on(activityId))).data.map(({ content, user }) => [
        content,
        user?.id ?? null,
      ]);
    expect(await seenBy(ben)).toEqual([['Left', null]]);
    expect(await seenBy(cara)).toEqual([
      ['Hidden', cara.id],
      ['Blocked', dora.id],
      ['Left', null],
    ]);
    expect((await feedItem(ben))?.interactions?.comments.map(({ content }) => content)).toEqual(['Left']);
  });
});

describe('interactions beside the feed', () => {
  it('name the viewer first and say when there are more', async () => {
    const people = await crowd(3);
    await ben.must(ROUTES.likeActivity, on(activityId));
    for (const one of people) await one.must(ROUTES.likeActivity, on(activityId));
    const { id } = await comment(ben, 'Yes');
    expect((await feedItem(ben))?.interactions).toEqual({
      likes: [ben, ...people.toReversed()].map((one) => one.id),
      bookmarks: [],
      comments: [expect.objectContaining({ id, activityId, canDelete: true })],
      truncated: false,
    });
    // Older than a hundred others, and named all the same.
    await server.database.query(
      `with people as (insert into users (username, display_name) select 'fan' || n, 'Fan' from generate_series(1, 120) n returning id)
       insert into activity_likes (activity_id, user_id) select $1, id from people`,
      [Number(activityId.replace('feed-', ''))],
    );
    const { likes, truncated } = (await feedItem(ben))?.interactions ?? { likes: [] };
    expect([likes.length, likes[0], truncated]).toEqual([100, ben.id, true]);
    expect((await feedItem(ana))?.interactions?.likes).not.toContain(ben.id);
    const plain = await ben.must(ROUTES.getFeed, {});
    expect(plain.data[0]).not.toHaveProperty('interactions');
    await server.database.query(
      'delete from activity_likes where user_id in (select id from users where username like $1)',
      ['fan%'],
    );
  });
});

it('leaves every counter as a recount finds it', async () => {
  const counters = COUNTERS.filter(({ table }) => ['activities', 'restaurants', 'users'].includes(table));
  const findings = await examine(api.platform.database, false, counters);
  expect(findings.filter(({ count }) => count > 0)).toEqual([]);
});
