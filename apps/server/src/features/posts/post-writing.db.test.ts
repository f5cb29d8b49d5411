import { ROUTES } from '@beli/contract';
import { describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import {
  admin,
  ana,
  api,
  ben,
  countOf,
  moderator,
  newTastemaker,
  nobody,
  postsOfAna,
  query,
  server,
  stage,
  write,
} from '../../../test/posts-cast.js';
import { addRestaurant } from '../../../test/restaurants.js';

stage();

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
    expect(await postsOfAna(ana)).toEqual([]);
    const drafts = async (person: Person) =>
      (await person.call(ROUTES.listPosts, { query: { drafts: 'true' } })).data?.map((one) => one.id);
    expect([await drafts(ana), await drafts(ben), await drafts(nobody)]).toEqual([[id], [], undefined]);
    const { data } = await ana.must(ROUTES.updatePost, { ...target, body: { publish: true } });
    expect(data.publishedAt).not.toBeNull();
    expect([await postsOfAna(ben), await postsOfAna(nobody), await drafts(ana), await countOf(ana)]).toEqual([
      [id],
      [id],
      [],
      1,
    ]);
    await ana.must(ROUTES.updatePost, { ...target, body: { publish: false } });
    expect([
      await postsOfAna(ben),
      await countOf(ana),
      (await ben.call(ROUTES.getPost, target)).status,
    ]).toEqual([[], 0, 404]);
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
    expect([
      await postsOfAna(ben),
      await countOf(ana),
      (await ana.call(ROUTES.getPost, target)).status,
    ]).toEqual([[], 0, 404]);
    const token = headers.get('x-undo-token') ?? '';
    expect((await ben.call(ROUTES.undo, { body: { token } })).error.code).toBe('UNDO_NOT_FOUND');
    const { data } = await ana.must(ROUTES.undo, { body: { token } });
    expect(data).toMatchObject({ kind: 'post-removed', post: { id, likes: 1 } });
    expect([await postsOfAna(ben), await countOf(ana)]).toEqual([[id], 1]);
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
    expect([await postsOfAna(nobody), await countOf(ana)]).toEqual([[id], 1]);
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
      await postsOfAna(ben),
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
