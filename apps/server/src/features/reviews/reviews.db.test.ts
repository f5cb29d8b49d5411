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
let moderator: Person;
let ana: Person;
let ben: Person;
let restaurantId: number;

beforeAll(async () => {
  server = await TestServer.start({ DATABASE_POOL_SIZE: '25' });
  api = await server.api();
  await server.worker();
  admin = await server.promote(await server.signUp(api), 'admin', api);
  moderator = await server.promote(await server.signUp(api), 'moderator', api);
});
beforeEach(async () => {
  [ana, ben] = await Promise.all([server.signUp(api), server.signUp(api)]);
  restaurantId = await addRestaurant(admin);
});
afterAll(() => server.stop());

const place = () => ({ params: { id: String(restaurantId) } });
const been = (person: Person, body: object = {}) =>
  person.must(ROUTES.addToList, { params: { id: 'me', scope: 'been' }, body: { restaurantId, ...body } });
const write = (person: Person, body: object = {}) =>
  person.call(ROUTES.createReview, { ...place(), body: { content: 'Good.', rating: 8, ...body } });
const review = async (person: Person, body: object = {}) => {
  const { data } = await person.must(ROUTES.createReview, {
    ...place(),
    body: { content: 'Good.', rating: 8, ...body },
  });
  return { id: data.id, target: { params: { id: String(data.id) } } };
};
const idsSeenBy = async (person: Person, query: object = {}) =>
  (await person.must(ROUTES.listReviews, { ...place(), query })).data.map(({ id }) => id);

describe('writing', () => {
  it('takes the rating of the been list, strips markup and knows whether there was a visit', async () => {
    await been(ana, { rating: 9.1 });
    const { data } = await ana.must(ROUTES.createReview, {
      ...place(),
      body: { content: '<b>Great</b> <script>alert(1)</script>pasta', title: 'Yes', orderItems: ['Vongole'] },
    });
    expect(data).toMatchObject({
      rating: 9.1,
      content: 'Great alert(1)pasta',
      title: 'Yes',
      orderItems: ['Vongole'],
      isVerifiedVisit: true,
      isHelpful: false,
      user: { id: ana.id },
      restaurant: { id: restaurantId },
    });
    expect((await review(ben)).id).toBeGreaterThan(data.id);
    const { data: seen } = await ben.must(ROUTES.listReviews, place());
    expect(seen.map(({ isVerifiedVisit }) => isVerifiedVisit)).toEqual([false, true]);
  });

  it('does not tell others of a stealth visit', async () => {
    await been(ana, { isStealth: true });
    const { target } = await review(ana);
    expect((await ana.must(ROUTES.getReview, target)).data.isVerifiedVisit).toBe(true);
    for (const person of [ben, new Person(api.url)])
      expect((await person.must(ROUTES.getReview, target)).data.isVerifiedVisit).toBe(false);
  });

  it('lets one of twenty at once through', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => write(ana)));
    expect(outcomes.filter(({ status }) => status === 201)).toHaveLength(1);
    const refused = outcomes.filter(({ status }) => status !== 201);
    expect(new Set(refused.map(({ error }) => error.code))).toEqual(new Set(['REVIEW_EXISTS']));
    const { data } = await ana.must(ROUTES.getMe, {});
    expect(data.stats.totalReviews).toBe(1);
  });

  it('refuses what is not there, not allowed or not possible', async () => {
    const cara = await server.signUp(api);
    await cara.must(ROUTES.blockUser, { params: { id: String(ana.id) } });
    const codes = async (body: object) => (await write(ana, body)).error?.code;
    expect(await codes({ rating: undefined })).toBe('VALIDATION_ERROR');
    expect(await codes({ photos: ['11111111-1111-4111-8111-111111111111'] })).toBe('IMAGE_NOT_FOUND');
    expect(await codes({ companions: [999_999_999] })).toBe('USER_NOT_FOUND');
    expect(await codes({ companions: [cara.id] })).toBe('USER_NOT_FOUND');
    expect(await codes({ companions: [ana.id] })).toBe('VALIDATION_ERROR');
    expect(await codes({ visitDate: '2999-01-01' })).toBe('VALIDATION_ERROR');
    expect(await codes({ content: '<br>' })).toBe('VALIDATION_ERROR');
    expect((await write(moderator)).error.code).toBe('FORBIDDEN');
    await admin.must(ROUTES.deleteRestaurant, place());
    expect(await codes({})).toBe('RESTAURANT_NOT_FOUND');
  });

  it('tells followers, once, and what it says stays in step', async () => {
    await ben.must(ROUTES.followUser, { params: { id: String(ana.id) } });
    const { target, id } = await review(ana);
    const feed = async () => (await ben.must(ROUTES.getFeed, {})).data;
    expect(await feed()).toMatchObject([{ type: 'review', reviewId: id, rating: 8, comment: 'Good.' }]);
    await ana.must(ROUTES.updateReview, { ...target, body: { content: 'Better.', rating: 9 } });
    expect(await feed()).toMatchObject([{ rating: 9, comment: 'Better.' }]);
    await ana.must(ROUTES.deleteReview, target);
    expect(await feed()).toEqual([]);
  });
});

describe('taking away', () => {
  it('can be undone, unless there is another one', async () => {
    const { target, id } = await review(ana);
    const { headers } = await ana.must(ROUTES.deleteReview, target);
    expect((await ben.call(ROUTES.getReview, target)).error.code).toBe('REVIEW_NOT_FOUND');
    const token = headers.get('x-undo-token') ?? '';
    expect((await ben.call(ROUTES.undo, { body: { token } })).error.code).toBe('UNDO_NOT_FOUND');
    const { data } = await ana.must(ROUTES.undo, { body: { token } });
    expect(data).toMatchObject({ kind: 'review-removed', review: { id } });
    const again = await ana.must(ROUTES.deleteReview, target);
    await review(ana);
    const late = await ana.call(ROUTES.undo, { body: { token: again.headers.get('x-undo-token') ?? '' } });
    expect(late.error.code).toBe('CONFLICT');
    expect((await ana.must(ROUTES.getMe, {})).data.stats.totalReviews).toBe(1);
  });

  it('is for the author and for who moderates, who is on record and can take it back', async () => {
    const { target, id } = await review(ana);
    expect((await ben.call(ROUTES.deleteReview, target)).error.code).toBe('FORBIDDEN');
    expect((await ben.call(ROUTES.updateReview, { ...target, body: { rating: 1 } })).error.code).toBe(
      'FORBIDDEN',
    );
    const { headers } = await moderator.must(ROUTES.deleteReview, target);
    expect((await ana.call(ROUTES.getReview, target)).status).toBe(404);
    const logged = await server.database.query(
      `select act, actor_id::int as actor, subject_id::int as subject from audit_log where target_type = 'review' and target_id = $1`,
      [String(id)],
    );
    expect(logged).toEqual([{ act: 'review.delete', actor: moderator.id, subject: ana.id }]);
    await moderator.must(ROUTES.undo, { body: { token: headers.get('x-undo-token') ?? '' } });
    expect((await ben.call(ROUTES.getReview, target)).status).toBe(200);
  });
});

describe('who sees them', () => {
  it('is whom the account is open to; hidden ones only the author', async () => {
    const { id, target } = await review(ana);
    const nobody = new Person(api.url);
    expect(await idsSeenBy(nobody)).toEqual([id]);
    await ana.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
    expect(await idsSeenBy(ben)).toEqual([]);
    expect((await ben.call(ROUTES.listReviewsOf, { params: { id: String(ana.id) } })).status).toBe(404);
    await ben.must(ROUTES.followUser, { params: { id: String(ana.id) } });
    await ana.must(ROUTES.acceptFollowRequest, { params: { id: String(ben.id) } });
    expect(await idsSeenBy(ben)).toEqual([id]);
    expect(await idsSeenBy(ben, { friendsOnly: 'true' })).toEqual([id]);
    await ana.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: true } } });
    await server.database.query('update reviews set hidden_at = now() where id = $1', [id]);
    expect([await idsSeenBy(ben), await idsSeenBy(ana)]).toEqual([[], [id]]);
    await server.database.query('update reviews set hidden_at = null where id = $1', [id]);
    await ben.must(ROUTES.blockUser, { params: { id: String(ana.id) } });
    expect(await idsSeenBy(ben)).toEqual([]);
    expect((await ben.call(ROUTES.markHelpful, target)).error.code).toBe('REVIEW_NOT_FOUND');
    await server.database.query(`update users set suspended_until = now() + interval '1 day' where id = $1`, [
      ana.id,
    ]);
    expect(await idsSeenBy(nobody)).toEqual([]);
  });

  it('keeps a review without a name where the author who has left wished so', async () => {
    await been(ana);
    const { id } = await review(ana, { companions: [ben.id] });
    await server.database.query('update reviews set user_id = null where id = $1', [id]);
    await server.database.query('update users set reviews_count = 0 where id = $1', [ana.id]);
    const { data } = await ben.must(ROUTES.listReviews, place());
    expect(data).toMatchObject([
      { id, user: null, userId: null, isVerifiedVisit: true, companions: [ben.id] },
    ]);
    const cara = await server.signUp(api);
    await cara.must(ROUTES.blockUser, { params: { id: String(ben.id) } });
    expect((await cara.must(ROUTES.listReviews, place())).data[0]?.companions).toEqual([]);
  });

  it('sorts and pages without losing any', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => server.signUp(api)));
    const ids: number[] = [];
    for (const [index, person] of people.entries()) ids.push((await review(person, { rating: index })).id);
    await ana.must(ROUTES.markHelpful, { params: { id: String(ids[1]) } });
    const pages = await Promise.all(
      ['1', '2', '3'].map((page) => idsSeenBy(ben, { page, pageSize: '2', sort: 'rating' })),
    );
    expect(pages.flat()).toEqual([...ids].reverse());
    expect((await idsSeenBy(ben, { sort: 'helpful' }))[0]).toBe(ids[1]);
    const { meta } = await ben.must(ROUTES.listReviews, { ...place(), query: { pageSize: '2' } });
    expect(meta).toMatchObject({ total: 5, totalPages: 3 });
    const nobody = await new Person(api.url).call(ROUTES.listReviews, {
      ...place(),
      query: { friendsOnly: 'true' },
    });
    expect(nobody.error.code).toBe('UNAUTHORIZED');
  });
});

describe('helpful marks', () => {
  it('count once a person, never for the author, however many come at once', async () => {
    const { target } = await review(ana);
    const people = await Promise.all(Array.from({ length: 6 }, () => server.signUp(api)));
    await Promise.all([...people, ...people].map((person) => person.must(ROUTES.markHelpful, target)));
    const left = await people[0]?.must(ROUTES.unmarkHelpful, target);
    expect(left?.data).toMatchObject({ helpfulCount: 5, isHelpful: false });
    expect((await people[0]?.must(ROUTES.unmarkHelpful, target))?.data.helpfulCount).toBe(5);
    expect((await ana.call(ROUTES.markHelpful, target)).error.code).toBe('FORBIDDEN');
    expect((await people[1]?.must(ROUTES.getReview, target))?.data).toMatchObject({
      helpfulCount: 5,
      isHelpful: true,
    });
  });
});

describe('comments', () => {
  it('are read in order, told to the author of the review and deleted by who may', async () => {
    const { target, id } = await review(ana);
    const cara = await server.signUp(api);
    const comment = async (person: Person, content: string) =>
      (await person.must(ROUTES.commentOnReview, { ...target, body: { content } })).data.id;
    const [first, second] = [await comment(ben, 'First <i>!</i>'), await comment(cara, 'Second')];
    await comment(ana, 'Third');
    const page = await cara.must(ROUTES.listReviewComments, { ...target, query: { limit: '2' } });
    expect(page.data.map(({ content, canDelete }) => [content, canDelete])).toEqual([
      ['First !', false],
      ['Second', true],
    ]);
    const rest = await cara.must(ROUTES.listReviewComments, {
      ...target,
      query: { cursor: page.meta.nextCursor ?? '' },
    });
    expect(rest.data.map(({ content }) => content)).toEqual(['Third']);
    await server.settled();
    const { data: told } = await ana.must(ROUTES.listNotifications, { query: { types: 'comment' } });
    expect(told.map(({ actor, reviewId, commentText }) => [actor?.id, reviewId, commentText])).toEqual([
      [cara.id, id, 'Second'],
      [ben.id, id, 'First !'],
    ]);
    const remove = (person: Person, commentId: string) =>
      person.call(ROUTES.deleteReviewComment, { params: { ...target.params, commentId } });
    expect((await remove(cara, first)).error.code).toBe('FORBIDDEN');
    expect((await remove(cara, second)).status).toBe(204);
    const gone = await remove(ana, first);
    expect(gone.status).toBe(204);
    expect((await remove(ana, first)).error.code).toBe('COMMENT_NOT_FOUND');
    expect((await ana.must(ROUTES.getReview, target)).data.commentCount).toBe(1);
    const token = gone.headers.get('x-undo-token') ?? '';
    expect((await ana.must(ROUTES.undo, { body: { token } })).data).toMatchObject({
      kind: 'review-comment-removed',
      comment: { id: first, reviewId: id, content: 'First !', user: { id: ben.id }, canDelete: true },
    });
    expect((await ana.must(ROUTES.getReview, target)).data.commentCount).toBe(2);
  });
});

it('leaves every counter as a recount finds it', async () => {
  const names = ['users.reviews_count', 'reviews.helpful_count', 'reviews.comments_count'];
  const findings = await examine(
    api.platform.database,
    false,
    COUNTERS.filter(({ name }) => names.includes(name)),
  );
  expect(findings.filter(({ count }) => count > 0)).toEqual([]);
});
