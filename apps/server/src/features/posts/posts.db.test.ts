import { ROUTES } from '@beli/contract';
import { describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import {
  admin,
  ana,
  ben,
  nobody,
  postsOfAna,
  query,
  server,
  stage,
  write,
} from '../../../test/posts-cast.js';
import { addRestaurant } from '../../../test/restaurants.js';

stage();

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
    expect([await postsOfAna(ben), (await ben.call(ROUTES.getPost, target)).status]).toEqual([[], 404]);
    await ben.must(ROUTES.followUser, { params: { id: String(ana.id) } });
    await ana.must(ROUTES.acceptFollowRequest, { params: { id: String(ben.id) } });
    expect([
      await postsOfAna(ben),
      (await ben.call(ROUTES.getPost, target)).status,
      await postsOfAna(nobody),
    ]).toEqual([[id], 200, []]);
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
