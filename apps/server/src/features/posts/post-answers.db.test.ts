import { ROUTES } from '@beli/contract';
import { describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import {
  ana,
  api,
  ben,
  driftedCounters,
  moderator,
  nobody,
  query,
  server,
  stage,
  write,
} from '../../../test/posts-cast.js';

stage();

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
    expect(await driftedCounters()).toEqual([]);
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
    expect(await driftedCounters()).toEqual([]);
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
    expect(await driftedCounters()).toEqual([]);
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
