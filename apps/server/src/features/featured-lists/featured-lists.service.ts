import { createHash } from 'node:crypto';
import type {
  FeaturedList,
  FeaturedListDetail,
  FeaturedListQuery,
  ListBookmarkState,
  ListProgress,
  PageMeta,
} from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database, type Db } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { pageMeta } from '../../platform/http/pages.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { CustomListsService, setBookmark } from '../custom-lists/custom-lists.public.js';
import { RestaurantsService } from '../restaurants/restaurants.public.js';
import {
  findFeatured,
  findFeaturedBySlug,
  findFeaturedEntries,
  findFeaturedPage,
} from './featured-lists.sql.js';
import { featuredIdOf, presentDetail, presentFeatured } from './featured-lists.view.js';

type Include = readonly ('ids' | 'progress')[];

export const noSuchFeatured = () => new AppError('LIST_NOT_FOUND', 'There is no such list.');

/** Lists of the house, as people read and keep them. */
@Injectable()
export class FeaturedListsService {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    private readonly restaurants: RestaurantsService,
    private readonly lists: CustomListsService,
  ) {}

  async list(viewer: Viewer, query: FeaturedListQuery): Promise<{ lists: FeaturedList[]; meta: PageMeta }> {
    const version = await this.cache.version(CACHE.featured, 'all');
    const text = await this.cache.read(CACHE.featuredPage, { hash: hashOf(query), version }, async () => ({
      value: JSON.stringify(await findFeaturedPage(this.database.current, query)),
    }));
    const { ids, total } = JSON.parse(text ?? '{"ids":[],"total":0}') as { ids: number[]; total: number };
    const rows = await findFeatured(this.database.current, ids, viewer?.id ?? null);
    return { lists: rows.map((row) => presentFeatured(row, query.include)), meta: pageMeta(query, total) };
  }

  async get(
    viewer: Viewer,
    slug: string,
    query: { page: number; pageSize: number; include?: Include | undefined },
    db: Db = this.database.current,
  ): Promise<{ list: FeaturedListDetail; meta: PageMeta }> {
    const row = await findFeaturedBySlug(db, slug, viewer?.id ?? null);
    if (!row) throw noSuchFeatured();
    const entries = await findFeaturedEntries(db, row.id, query);
    const ids = entries.map(({ restaurantId }) => restaurantId);
    const cards = await this.restaurants.cards(viewer, ids, null, db);
    return {
      list: presentDetail(row, query.include ?? [], entries, cards, (query.page - 1) * query.pageSize),
      meta: pageMeta(query, row.restaurantIds.length),
    };
  }

  progress(actor: Actor, slug: string): Promise<ListProgress> {
    return this.lists.progress(actor, { kind: 'featured', slug }, undefined);
  }

  /** Repeating changes nothing. */
  async setBookmark(actor: Actor, slug: string, isBookmarked: boolean): Promise<ListBookmarkState> {
    return this.database.transaction(async (tx) => {
      const row = await findFeaturedBySlug(tx, slug, actor.id);
      if (!row) throw noSuchFeatured();
      const bookmarks = (await setBookmark(tx, row.id, actor.id, isBookmarked)) ?? row.bookmarkCount;
      return { listId: featuredIdOf(slug), bookmarks, isBookmarked };
    });
  }
}

const hashOf = ({ city, category, tag, page, pageSize }: FeaturedListQuery): string =>
  createHash('sha1')
    .update(
      JSON.stringify([
        city?.toLowerCase() ?? null,
        category ?? null,
        tag?.toLowerCase() ?? null,
        page,
        pageSize,
      ]),
    )
    .digest('base64url');
