import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { openDatabase } from '../../../test/database.js';
import { newTastemaker, write } from '../../../test/posts-cast.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { examine } from '../../doctor/examination.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
let moderator: Person;
let ana: Person;
let ben: Person;
let nobody: Person;

beforeAll(async () => {
  server = await TestServer.start({ DATABASE_POOL_SIZE: '20', IMAGE_ORIGIN: 'https://images.example.com' });
  api = await server.api();
  await server.worker();
  admin = await server.promote(await server.signUp(api), 'admin', api);
  moderator = await server.promote(await server.signUp(api), 'moderator', api);
  nobody = new Person(api.url);
});
beforeEach(async () => {
  [ana, ben] = await Promise.all([newTastemaker(server, api), server.signUp(api)]);
});
afterAll(() => server.stop());

const query = (text: string, values?: unknown[]) => server.database.query(text, values);
const ofAna = async (viewer: Person) =>
  (await viewer.must(ROUTES.listPostsOf, { params: { id: String(ana.id) } })).data.map(({ id }) => id);
const countOf = async (person: Person) =>
  (await query('select posts_count as count from users where id = $1', [person.id]))[0]?.count;
const nothingDrifted = async () => {
  const database = openDatabase(server.database.url, 2);
  const findings = await examine(database, false);
  await database.close();
  return findings.filter(({ count, name }) => count > 0 && /post/.test(name)).map(({ name }) => name);
};

describe('writing', () => {
  it('makes a draft that only its author sees, until it is published', async () => {
    const { id, target, post } = await write(ana, {
      publish: false,
      content: '# Bowls\n\n*Slurp*.',
      contentFormat: 'markdown',
    });
    expect(post).toMatchObject({
      content: '<h2>Bowls</h2>\n<p><em>Slurp</em>.</p>',
      excerpt: 'Bowls Slurp.',
      publishedAt: null,
      version: 1,
    });
    for (const person of [ben, admin, moderator, nobody]) {
      expect((await person.call(ROUTES.getPost, target)).error.code).toBe('POST_NOT_FOUND');
      expect((await person.call(ROUTES.listPostComments, target)).error.code).toBe('POST_NOT_FOUND');
      expect((await person.call(ROUTES.viewPost, target)).error.code).toBe('POST_NOT_FOUND');
    }
    for (const route of [ROUTES.likePost, ROUTES.bookmarkPost, ROUTES.viewPost])
      expect((await ana.call(route, target)).error.code).toBe('POST_NOT_FOUND');
    expect((await ana.must(ROUTES.getPost, target)).data.id).toBe(id);
    expect(await ofAna(ana)).toEqual([]);
    const drafts = async (person: Person) =>
      (await person.call(ROUTES.listPosts, { query: { drafts: 'true' } })).data?.map((one) => one.id);
    expect([await drafts(ana), await drafts(ben), await drafts(nobody)]).toEqual([[id], [], undefined]);
    const { data } = await ana.must(ROUTES.updatePost, { ...target, body: { publish: true } });
    expect(data.publishedAt).not.toBeNull();
    expect([await ofAna(ben), await ofAna(nobody), await drafts(ana), await countOf(ana)]).toEqual([
      [id],
      [id],
      [],
      1,
    ]);
    await ana.must(ROUTES.updatePost, { ...target, body: { publish: false } });
    expect([await ofAna(ben), await countOf(ana), (await ben.call(ROUTES.getPost, target)).status]).toEqual([
      [],
      0,
      404,
    ]);
  });

  it('publishes only for who has proved the address, and only what says something', async () => {
    await query('update users set email_verified_at = null where id = $1', [ana.id]);
    const draft = await write(ana, { publish: false, content: '' });
    const publish = (body: object = {}) =>
      ana.call(ROUTES.updatePost, { ...draft.target, body: { publish: true, ...body } });
    expect((await publish({ content: 'Yes.' })).error.code).toBe('EMAIL_NOT_VERIFIED');
    expect(
      (await ana.call(ROUTES.createPost, { body: { title: 'A', content: 'b', publish: true } })).error.code,
    ).toBe('EMAIL_NOT_VERIFIED');
    await query('update users set email_verified_at = now() where id = $1', [ana.id]);
    expect((await publish()).error.code).toBe('VALIDATION_ERROR');
    expect((await publish({ content: '<script>alert(1)</script>' })).error.code).toBe('VALIDATION_ERROR');
    expect((await publish({ content: 'Yes.' })).status).toBe(200);
    expect((await ana.call(ROUTES.updatePost, { ...draft.target, body: { content: ' ' } })).error.code).toBe(
      'VALIDATION_ERROR',
    );
    const roles = await Promise.all(
      [ben, moderator].map((person) =>
        person.call(ROUTES.createPost, { body: { title: 'A', content: 'b' } }),
      ),
    );
    expect(roles.map(({ error }) => error.code)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
  });

  it('strips what is plain text, keeps order, and takes only what is there', async () => {
    const [one, two] = [await addRestaurant(admin), await addRestaurant(admin)];
    const list = async (person: Person, isPublic: boolean) =>
      (await person.must(ROUTES.createList, { body: { name: 'Mine', isPublic, restaurantIds: [one] } })).data
        .id;
    const [open, closed] = [await list(ben, true), await list(ana, false)];
    const { post } = await write(ana, {
      title: '<b>Bowls</b>',
      subtitle: 'below <i>Canal</i>',
      tags: ['Ramen', 'ramen', 'Noodles'],
      restaurantIds: [two, one, two],
      listIds: [open],
      coverImage: 'https://images.example.com/1.webp',
    });
    expect(post).toMatchObject({
      title: 'Bowls',
      subtitle: 'below Canal',
      tags: ['Ramen', 'Noodles'],
      restaurantIds: [two, one],
      restaurantCount: 2,
      listIds: [open],
      lists: [{ id: open, owner: { id: ben.id } }],
      author: { id: ana.id, badges: [] },
    });
    expect(post.restaurants.map(({ id }) => id)).toEqual([two, one]);
    const refused = async (body: object) =>
      (await ana.call(ROUTES.createPost, { body: { title: 'A', content: 'b', ...body } })).error?.code;
    expect(await refused({ restaurantIds: [999_999_999] })).toBe('RESTAURANT_NOT_FOUND');
    expect(await refused({ listIds: [closed] })).toBe('LIST_NOT_FOUND');
    expect(await refused({ listIds: [`been-${ana.id}`] })).toBe('VALIDATION_ERROR');
    expect(await refused({ coverImage: 'https://evil.example/1.webp' })).toBe('IMAGE_NOT_FOUND');
    expect(await refused({ coverImage: 'https://images.example.com@evil.example/1.webp' })).toBe(
      'IMAGE_NOT_FOUND',
    );
    expect(await refused({ isFeatured: true })).toBe('FORBIDDEN');
    expect(await refused({ content: 'x'.repeat(100_001) })).toBe('VALIDATION_ERROR');
  });

  it('refuses to change what was changed meanwhile', async () => {
    const { target } = await write(ana);
    const { headers } = await ana.must(ROUTES.getPost, target);
    const change = (etag: string) =>
      ana.call(ROUTES.updatePost, { ...target, body: { title: 'New' }, headers: { 'if-match': etag } });
    const first = await change(headers.get('etag') ?? '');
    expect([first.status, first.headers.get('etag')]).toEqual([200, '"2"']);
    const late = await Promise.all([
      change('"1"'),
      ana.call(ROUTES.deletePost, { ...target, headers: { 'if-match': '"1"' } }),
    ]);
    expect(late.map(({ error }) => error.code)).toEqual(['PRECONDITION_FAILED', 'PRECONDITION_FAILED']);
    // Of many at once from one version, one wins.
    const storm = await Promise.all(Array.from({ length: 10 }, () => change('"2"')));
    expect(storm.filter(({ status }) => status === 200)).toHaveLength(1);
    const unchanged = await ben.send('GET', `/api/v1/tastemakers/posts/${target.params.id}`, undefined, {
      'if-none-match': '"3"',
    });
    expect(unchanged.status).toBe(304);
  });

  it('is for the author; administrators may feature what others wrote and no more', async () => {
    const other = await newTastemaker(server, api);
    const { target, id } = await write(ana);
    const change = async (person: Person, body: object) =>
      (await person.call(ROUTES.updatePost, { ...target, body })).error?.code;
    expect(await change(other, { title: 'Mine' })).toBe('FORBIDDEN');
    expect(await change(admin, { title: 'Ours' })).toBe('FORBIDDEN');
    expect(await change(admin, { title: 'Ours', isFeatured: true })).toBe('FORBIDDEN');
    expect(await change(ana, { isFeatured: true })).toBe('FORBIDDEN');
    expect(await change(ana, { isFeatured: false, title: 'Bowls' })).toBeUndefined();
    expect(await change(admin, { isFeatured: true })).toBeUndefined();
    expect(await change(ana, { title: 'Still featured' })).toBeUndefined();
    const { data } = await ben.must(ROUTES.listPosts, {
      query: { featured: 'true', authorId: String(ana.id) },
    });
    expect(data).toMatchObject([{ id, isFeatured: true, title: 'Still featured' }]);
    const logged = await query(
      `select actor_id::int as actor, subject_id::int as subject, after from audit_log where act = 'post.feature' and target_id = $1`,
      [id.replace('post-', '')],
    );
    expect(logged).toEqual([{ actor: admin.id, subject: ana.id, after: { isFeatured: true } }]);
  });

  it('ends with a hundred drafts and with twenty posts a day', async () => {
    await query(
      `insert into posts (user_id, title, content, excerpt) select $1, 'Draft', '', '' from generate_series(1, 100)`,
      [ana.id],
    );
    expect((await ana.call(ROUTES.createPost, { body: { title: 'A', content: 'b' } })).error.code).toBe(
      'CONFLICT',
    );
    await query('delete from posts where user_id = $1', [ana.id]);
    await query(
      `insert into posts (user_id, title, content, excerpt, announced_at) select $1, 'Old', 'a', 'a', now() from generate_series(1, 20)`,
      [ana.id],
    );
    expect(
      (await ana.call(ROUTES.createPost, { body: { title: 'A', content: 'b', publish: true } })).error.code,
    ).toBe('CONFLICT');
  });
});

describe('taking away', () => {
  it('can be undone by the author, with its place and counters', async () => {
    const { target, id } = await write(ana, { tags: ['x'] });
    await ben.must(ROUTES.likePost, target);
    const { headers } = await ana.must(ROUTES.deletePost, target);
    expect([await ofAna(ben), await countOf(ana), (await ana.call(ROUTES.getPost, target)).status]).toEqual([
      [],
      0,
      404,
    ]);
    const token = headers.get('x-undo-token') ?? '';
    expect((await ben.call(ROUTES.undo, { body: { token } })).error.code).toBe('UNDO_NOT_FOUND');
    const { data } = await ana.must(ROUTES.undo, { body: { token } });
    expect(data).toMatchObject({ kind: 'post-removed', post: { id, likes: 1 } });
    expect([await ofAna(ben), await countOf(ana)]).toEqual([[id], 1]);
  });

  it('is on record when moderators do it, and hides the post for good', async () => {
    const { target, id } = await write(ana);
    expect((await ben.call(ROUTES.deletePost, target)).error.code).toBe('FORBIDDEN');
    const { headers } = await moderator.must(ROUTES.deletePost, target);
    expect([(await ana.call(ROUTES.getPost, target)).status, await countOf(ana)]).toEqual([404, 0]);
    const logged = await query(
      `select act, subject_id::int as subject from audit_log where target_type = 'post' and target_id = $1`,
      [id.replace('post-', '')],
    );
    expect(logged).toEqual([{ act: 'post.delete', subject: ana.id }]);
    await moderator.must(ROUTES.undo, { body: { token: headers.get('x-undo-token') ?? '' } });
    expect([await ofAna(nobody), await countOf(ana)]).toEqual([[id], 1]);
  });

  it('follows from reports: hidden from others, seen by the author, back when dismissed', async () => {
    const { target, id } = await write(ana, { content: '<p>Buy my <strong>pills</strong></p>' });
    const { data: report } = await ben.must(ROUTES.report, {
      body: { targetType: 'post', targetId: id, reason: 'spam' },
    });
    const { data } = await moderator.must(ROUTES.resolveReport, {
      params: { id: report.id },
      body: { action: 'hide' },
    });
    expect(data.snapshot).toMatchObject({ title: 'Bowls', text: expect.stringContaining('pills') });
    expect([
      await ofAna(ben),
      (await ben.call(ROUTES.getPost, target)).status,
      (await ana.call(ROUTES.getPost, target)).status,
    ]).toEqual([[], 404, 200]);
    await ana.must(ROUTES.appeal, { params: { id: report.id }, body: { text: 'They are bowls.' } });
    await admin.must(ROUTES.resolveReport, { params: { id: report.id }, body: { action: 'dismiss' } });
    expect((await ben.call(ROUTES.getPost, target)).status).toBe(200);
    const draft = await write(ana, { publish: false });
    expect(
      (await ben.call(ROUTES.report, { body: { targetType: 'post', targetId: draft.id, reason: 'spam' } }))
        .error.code,
    ).toBe('POST_NOT_FOUND');
  });
});

describe('who sees a post', () => {
  it('is everybody, until the author loses the role, is suspended, blocked or leaves', async () => {
    const { target, id } = await write(ana);
    const seen = async (person: Person) => [
      (await person.call(ROUTES.getPost, target)).status,
      (await person.must(ROUTES.listPosts, { query: { pageSize: '100' } })).data.some(
        (post) => post.id === id,
      ),
    ];
    const lists = async () => Promise.all([ben, nobody].map(seen));
    const [shown, gone] = [
      [200, true],
      [404, false],
    ];
    expect(await lists()).toEqual([shown, shown]);
    for (const [away, back] of [
      [`role = 'user'`, `role = 'tastemaker'`],
      [`suspended_until = now() + interval '1 day'`, 'suspended_until = null'],
      ['deactivated_at = now()', 'deactivated_at = null'],
      ['deleted_at = now()', 'deleted_at = null'],
      ['is_public = false', 'is_public = true'],
    ]) {
      await query(`update users set ${away} where id = $1`, [ana.id]);
      expect([away, await lists()]).toEqual([away, [gone, gone]]);
      await query(`update users set ${back} where id = $1`, [ana.id]);
      expect([back, await lists()]).toEqual([back, [shown, shown]]);
    }
    await ben.must(ROUTES.blockUser, { params: { id: String(ana.id) } });
    expect(await lists()).toEqual([gone, shown]);
    expect((await ben.call(ROUTES.listPostsOf, { params: { id: String(ana.id) } })).error.code).toBe(
      'TASTEMAKER_NOT_FOUND',
    );
  });

  it('is followers alone where the account is private', async () => {
    const { id, target } = await write(ana);
    await ana.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
    expect([await ofAna(ben), (await ben.call(ROUTES.getPost, target)).status]).toEqual([[], 404]);
    await ben.must(ROUTES.followUser, { params: { id: String(ana.id) } });
    await ana.must(ROUTES.acceptFollowRequest, { params: { id: String(ben.id) } });
    expect([await ofAna(ben), (await ben.call(ROUTES.getPost, target)).status, await ofAna(nobody)]).toEqual([
      [id],
      200,
      [],
    ]);
  });

  it('never learns of restaurants that are gone or lists that are closed', async () => {
    const [stays, goes] = [await addRestaurant(admin), await addRestaurant(admin)];
    const { data: list } = await ben.must(ROUTES.createList, { body: { name: 'Mine', isPublic: true } });
    const { target } = await write(ana, { restaurantIds: [stays, goes], listIds: [list.id] });
    await admin.must(ROUTES.deleteRestaurant, { params: { id: String(goes) } });
    await ben.must(ROUTES.updateList, { params: { id: list.id }, body: { isPublic: false } });
    const { data } = await nobody.must(ROUTES.getPost, target);
    expect(data).toMatchObject({ restaurantIds: [stays], restaurantCount: 1, listIds: [], lists: [] });
    expect(data.restaurants.map(({ id }) => id)).toEqual([stays]);
    // What stood there may stay in a change, though it has gone since.
    await ana.must(ROUTES.updatePost, {
      ...target,
      body: { restaurantIds: [goes, stays], listIds: [list.id] },
    });
  });

  it('is found by tag, restaurant and author, with its page kept no longer than it is true', async () => {
    const restaurantId = await addRestaurant(admin);
    const tag = `T${restaurantId}`;
    const ids: string[] = [];
    for (let n = 0; n < 3; n++)
      ids.unshift((await write(ana, { tags: [tag], restaurantIds: [restaurantId], title: `Post ${n}` })).id);
    const found = async (filter: object) =>
      (await nobody.must(ROUTES.listPosts, { query: filter as never })).data.map(({ id }) => id);
    expect(await found({ tag: tag.toLowerCase() })).toEqual(ids);
    expect(await found({ restaurantId: String(restaurantId) })).toEqual(ids);
    expect([
      await found({ tag, page: '1', pageSize: '2' }),
      await found({ tag, page: '2', pageSize: '2' }),
    ]).toEqual([ids.slice(0, 2), ids.slice(2)]);
    await query('update posts set views_count = 5 where id = $1', [Number(ids[2]?.replace('post-', ''))]);
    expect((await found({ tag, sort: 'views' }))[0]).toBe(ids[2]);
    await ana.must(ROUTES.deletePost, { params: { id: ids[0] ?? '' } });
    expect(await found({ tag })).toEqual(ids.slice(1));
    const { post } = await write(ana, { tags: [tag] });
    expect(await found({ tag })).toEqual([post.id, ...ids.slice(1)]);
    expect((await nobody.call(ROUTES.listPosts, { query: { authorId: String(ben.id) } })).error.code).toBe(
      'TASTEMAKER_NOT_FOUND',
    );
    const { headers } = await nobody.must(ROUTES.listPosts, {});
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    expect((await ben.must(ROUTES.listPosts, {})).headers.get('cache-control')).toBe('private, no-cache');
  });

  it('reads the new words right after a change, whoever has read the old ones', async () => {
    const { target } = await write(ana, { content: '<p>old</p>' });
    expect((await nobody.must(ROUTES.getPost, target)).data.content).toBe('<p>old</p>');
    await ana.must(ROUTES.updatePost, { ...target, body: { content: '<p>new</p>' } });
    expect((await nobody.must(ROUTES.getPost, target)).data).toMatchObject({
      content: '<p>new</p>',
      excerpt: 'new',
    });
  });
});

describe('answers', () => {
  it('count once a person, whatever is repeated and however many at once', async () => {
    const { target } = await write(ana);
    const likes = await Promise.all(Array.from({ length: 10 }, () => ben.must(ROUTES.likePost, target)));
    expect(new Set(likes.map(({ data }) => data.isLiked))).toEqual(new Set([true]));
    const cara = await server.signUp(api);
    expect((await cara.must(ROUTES.likePost, target)).data).toMatchObject({ likes: 2, isLiked: true });
    expect((await ben.must(ROUTES.unlikePost, target)).data).toMatchObject({ likes: 1, isLiked: false });
    expect((await ben.must(ROUTES.unlikePost, target)).data).toMatchObject({ likes: 1 });
    expect((await ben.must(ROUTES.bookmarkPost, target)).data).toMatchObject({
      bookmarks: 1,
      isBookmarked: true,
    });
    const seen = await Promise.all(
      [ben, cara, nobody].map(async (person) => (await person.must(ROUTES.getPost, target)).data),
    );
    expect(seen.map(({ isLiked, isBookmarked }) => [isLiked, isBookmarked])).toEqual([
      [false, true],
      [true, false],
      [null, null],
    ]);
    expect((await ben.must(ROUTES.unbookmarkPost, target)).data).toMatchObject({
      bookmarks: 0,
      isBookmarked: false,
    });
    expect(await nothingDrifted()).toEqual([]);
  });

  it('count a view once an hour for a person or an address', async () => {
    const { target, id } = await write(ana);
    const view = async (person: Person) => (await person.must(ROUTES.viewPost, target)).data.views;
    await Promise.all(Array.from({ length: 20 }, () => view(ben)));
    expect(await view(ben)).toBe(1);
    expect([await view(nobody), await view(nobody), await view(ana)]).toEqual([2, 2, 3]);
    // Redis has no part in it.
    await server.redis.command((client) => client.flushall());
    expect(await view(nobody)).toBe(3);
    await query(`update post_views set seen_at = seen_at - interval '1 hour' where post_id = $1`, [
      Number(id.replace('post-', '')),
    ]);
    await Promise.all(Array.from({ length: 20 }, () => view(ben)));
    expect(await view(ben)).toBe(4);
    const [row] = await query(
      'select count(*)::int as rows, count(address_hash)::int as hashes from post_views where post_id = $1',
      [Number(id.replace('post-', ''))],
    );
    expect(row).toEqual({ rows: 3, hashes: 1 });
  });

  it('are comments, which their author, the post’s author and moderators may delete', async () => {
    const { target } = await write(ana);
    const comment = async (person: Person, content = 'Slurp <b>!</b>') =>
      (await person.must(ROUTES.commentOnPost, { ...target, body: { content } })).data;
    const [first, second, third] = [await comment(ben), await comment(ben), await comment(ben)];
    expect(first).toMatchObject({ content: 'Slurp !', user: { id: ben.id }, canDelete: true });
    const cara = await server.signUp(api);
    const remove = (person: Person, commentId: string) =>
      person.call(ROUTES.deletePostComment, { params: { ...target.params, commentId } });
    expect((await remove(cara, first.id)).error.code).toBe('FORBIDDEN');
    expect([
      (await remove(ben, first.id)).status,
      (await remove(ana, second.id)).status,
      (await remove(moderator, third.id)).status,
    ]).toEqual([204, 204, 204]);
    expect((await remove(ben, first.id)).error.code).toBe('COMMENT_NOT_FOUND');
    const logged = await query(
      `select target_id from audit_log where act = 'comment.delete' and actor_id = $1`,
      [moderator.id],
    );
    expect(logged).toEqual([{ target_id: third.id }]);
    await cara.must(ROUTES.blockUser, { params: { id: String(ben.id) } });
    await comment(ben);
    const read = async (person: Person) =>
      (await person.must(ROUTES.listPostComments, { ...target, query: { limit: '1' } })).data.length;
    expect([await read(cara), await read(nobody)]).toEqual([0, 1]);
    expect((await ana.must(ROUTES.getPost, target)).data.comments).toBe(1);
    expect(await nothingDrifted()).toEqual([]);
    // Taking it away is taken back like every removal.
    const { headers } = await remove(ben, (await comment(ben, 'Back again')).id);
    expect(
      (await ben.must(ROUTES.undo, { body: { token: headers.get('x-undo-token') ?? '' } })).data,
    ).toMatchObject({
      kind: 'post-comment-removed',
      comment: { content: 'Back again', postId: target.params.id },
    });
    const { data: report } = await cara.must(ROUTES.report, {
      body: { targetType: 'post_comment', targetId: (await comment(ana, 'Pills')).id, reason: 'spam' },
    });
    await moderator.must(ROUTES.resolveReport, { params: { id: report.id }, body: { action: 'delete' } });
    expect((await ana.must(ROUTES.getPost, target)).data.comments).toBe(2);
    expect(await nothingDrifted()).toEqual([]);
  });

  it('come by page without losing any', async () => {
    const { target } = await write(ana);
    for (let n = 0; n < 5; n++)
      await ben.must(ROUTES.commentOnPost, { ...target, body: { content: `${n}` } });
    const read: string[] = [];
    let cursor: string | undefined;
    do {
      const { data, meta } = await nobody.must(ROUTES.listPostComments, {
        ...target,
        query: { limit: '2', cursor },
      });
      read.push(...data.map(({ content }) => content));
      cursor = meta.nextCursor ?? undefined;
    } while (cursor);
    expect(read).toEqual(['0', '1', '2', '3', '4']);
  });

  it('are named on request, the viewer’s first, without whom the viewer must not meet', async () => {
    const { target } = await write(ana);
    const [cara, dan] = [await server.signUp(api), await server.signUp(api)];
    for (const person of [ben, cara, dan]) await person.must(ROUTES.likePost, target);
    await ben.must(ROUTES.bookmarkPost, target);
    await ben.must(ROUTES.commentOnPost, { ...target, body: { content: 'Mine' } });
    await cara.must(ROUTES.commentOnPost, { ...target, body: { content: 'Later' } });
    await ben.must(ROUTES.blockUser, { params: { id: String(dan.id) } });
    const { data } = await ben.must(ROUTES.getPost, { ...target, query: { expand: 'interactions' } });
    expect(data.interactions).toMatchObject({
      likes: [ben.id, cara.id],
      bookmarks: [ben.id],
      truncated: false,
    });
    expect(data.interactions?.comments.map(({ content }) => content)).toEqual(['Mine', 'Later']);
    expect((await ben.must(ROUTES.getPost, target)).data.interactions).toBeUndefined();
  });
});

describe('a merged restaurant', () => {
  it('takes the posts about it along, each once', async () => {
    const [from, into, other] = [
      await addRestaurant(admin),
      await addRestaurant(admin),
      await addRestaurant(admin),
    ];
    const [one, both] = [
      await write(ana, { restaurantIds: [other, from] }),
      await write(ana, { restaurantIds: [into, other, from] }),
    ];
    const about = async () =>
      (await nobody.must(ROUTES.listPosts, { query: { restaurantId: String(into) } })).data.map(
        ({ id }) => id,
      );
    expect(await about()).toEqual([both.id]);
    await admin.must(ROUTES.mergeRestaurant, { params: { id: String(from) }, body: { intoId: into } });
    await server.settled();
    const idsOf = async ({ target }: { target: { params: { id: string } } }) =>
      (await nobody.must(ROUTES.getPost, target)).data.restaurantIds;
    expect([await idsOf(one), await idsOf(both)]).toEqual([
      [other, into],
      [into, other],
    ]);
    expect(await about()).toEqual([both.id, one.id]);
    expect(
      (await nobody.must(ROUTES.listPosts, { query: { restaurantId: String(from) } })).data,
    ).toHaveLength(2);
  });
});
