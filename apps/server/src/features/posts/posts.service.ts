import { createHash } from 'node:crypto';
import type { PageMeta, PostCard, PostFull, PostInteractions, PostListQuery } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database, type Db } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { pageMeta } from '../../platform/http/pages.js';
import type { Viewer } from '../../platform/viewer.js';
import { CustomListsService } from '../custom-lists/custom-lists.public.js';
import { RestaurantsService } from '../restaurants/restaurants.public.js';
import { PostCommentsService } from './post-comments.service.js';
import {
  findAuthor,
  findContent,
  findDraftPage,
  findPeople,
  findPostPage,
  findPosts,
  type PostFilter,
  type PostRow,
} from './posts.sql.js';
import { presentCard } from './posts.view.js';

export const noSuchPost = () => new AppError('POST_NOT_FOUND', 'There is no such post.');
const noSuchAuthor = () => new AppError('TASTEMAKER_NOT_FOUND', 'There is no such tastemaker.');

/** People and comments that `expand=interactions` names of each kind. */
const MOST_NAMED = 100;

interface PageQuery extends PostFilter {
  readonly sort: 'recent' | 'views';
  readonly page: number;
  readonly pageSize: number;
}

interface Page {
  readonly posts: PostCard[];
  readonly meta: PageMeta;
}

/**
 * Posts as people read them. Which posts are on a page, and what they say, is the same for everybody and cached;
 * what decides whether this viewer sees one, and every counter, is read anew.
 */
@Injectable()
export class PostsService {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    private readonly restaurants: RestaurantsService,
    private readonly lists: CustomListsService,
    private readonly comments: PostCommentsService,
  ) {}

  async list(viewer: Viewer, { drafts, sort, ...query }: PostListQuery): Promise<Page> {
    if (drafts) return this.drafts(viewer, query);
    return this.page(viewer, { ...query, sort: sort ?? (query.featured ? 'views' : 'recent') });
  }

  /** Published posts of one author, newest first. */
  async ofAuthor(
    viewer: Viewer,
    authorId: number,
    query: { featured?: boolean | undefined; page: number; pageSize: number },
  ): Promise<Page> {
    return this.page(viewer, { ...query, authorId, sort: 'recent' });
  }

  /** The newest of one author, whom the viewer may meet; none where the account is not open to the viewer. */
  async recent(viewer: Viewer, authorId: number, limit: number): Promise<PostCard[]> {
    const author = await findAuthor(this.database.current, authorId, viewer?.id ?? null);
    return author ? (await this.ofAuthor(viewer, authorId, { page: 1, pageSize: limit })).posts : [];
  }

  async get(viewer: Viewer, id: number, expand: readonly string[] = []): Promise<PostFull> {
    const db = this.database.current;
    const row = await this.row(db, viewer, id);
    const [post, interactions] = await Promise.all([
      this.full(db, viewer, row, await this.content(row)),
      expand.includes('interactions') ? this.interactions(viewer, row) : undefined,
    ]);
    return { ...post, ...(interactions && { interactions }) };
  }

  /** The post as it is in an open transaction, past every cache. */
  async uncached(db: Db, viewer: Viewer, id: number): Promise<PostFull> {
    const row = await this.row(db, viewer, id);
    return this.full(db, viewer, row, (await findContent(db, id)) ?? '');
  }

  async card(db: Db, viewer: Viewer, id: number): Promise<PostCard> {
    return presentCard(await this.row(db, viewer, id));
  }

  private async row(db: Db, viewer: Viewer, id: number): Promise<PostRow> {
    const [row] = await findPosts(db, [id], viewer?.id ?? null);
    if (!row) throw noSuchPost();
    return row;
  }

  private async page(viewer: Viewer, query: PageQuery): Promise<Page> {
    const { ids, total } = await this.idsOf(viewer, query);
    const rows = await findPosts(this.database.current, ids, viewer?.id ?? null);
    return { posts: rows.map(presentCard), meta: pageMeta(query, total) };
  }

  private async idsOf(viewer: Viewer, query: PageQuery): Promise<{ ids: number[]; total: number }> {
    const db = this.database.current;
    if (query.authorId !== undefined) {
      const author = await findAuthor(db, query.authorId, viewer?.id ?? null);
      if (!author) throw noSuchAuthor();
      if (!author.isPublic) return this.idsOfPrivate(db, viewer, query);
    }
    const version = await this.cache.version(CACHE.posts, 'all');
    const text = await this.cache.read(CACHE.postPage, { hash: hashOf(query), version }, async () => ({
      value: JSON.stringify(await findPostPage(db, query, true)),
    }));
    return text === null ? { ids: [], total: 0 } : JSON.parse(text);
  }

  /** A private account's posts are for its followers: nothing of them is in a shared cache. */
  private async idsOfPrivate(
    db: Db,
    viewer: Viewer,
    query: PageQuery,
  ): Promise<{ ids: number[]; total: number }> {
    const found = await findPostPage(db, query, false);
    const [first] = found.ids;
    const isSeen = first === undefined || (await findPosts(db, [first], viewer?.id ?? null)).length > 0;
    return isSeen ? found : { ids: [], total: 0 };
  }

  private async drafts(viewer: Viewer, query: { page: number; pageSize: number }): Promise<Page> {
    if (!viewer) throw new AppError('UNAUTHORIZED', 'Sign in to see your drafts.');
    const db = this.database.current;
    const { ids, total } = await findDraftPage(db, viewer.id, query);
    const rows = await findPosts(db, ids, viewer.id);
    return { posts: rows.map(presentCard), meta: pageMeta(query, total) };
  }

  private async content({ id, version }: PostRow): Promise<string> {
    const load = async () => ({ value: (await findContent(this.database.current, id)) ?? '' });
    return (await this.cache.read(CACHE.postContent, { id, version }, load)) ?? '';
  }

  private async full(db: Db, viewer: Viewer, row: PostRow, content: string): Promise<PostFull> {
    const [cards, lists] = await Promise.all([
      this.restaurants.cards(viewer, row.restaurantIds, null, db),
      this.lists.publicSummaries(viewer, row.listIds, db),
    ]);
    return {
      ...presentCard(row),
      content,
      restaurants: row.restaurantIds.flatMap((id) => cards.get(id) ?? []),
      lists,
    };
  }

  private async interactions(viewer: Viewer, row: PostRow): Promise<PostInteractions> {
    const db = this.database.current;
    const viewerId = viewer?.id ?? null;
    const [likes, bookmarks, comments] = await Promise.all([
      findPeople(db, 'likes', row.id, viewerId, MOST_NAMED + 1),
      findPeople(db, 'bookmarks', row.id, viewerId, MOST_NAMED + 1),
      this.comments.first(db, viewer, { postId: row.id, authorId: row.author.id }, MOST_NAMED + 1),
    ]);
    return {
      likes: likes.slice(0, MOST_NAMED),
      bookmarks: bookmarks.slice(0, MOST_NAMED),
      comments: comments.slice(0, MOST_NAMED),
      truncated: [likes, bookmarks, comments].some(({ length }) => length > MOST_NAMED),
    };
  }
}

const hashOf = (query: PageQuery): string =>
  createHash('sha1')
    .update(JSON.stringify(Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('base64url');
