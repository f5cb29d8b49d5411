import { createHash } from 'node:crypto';
import type { PageMeta, Tastemaker, TastemakerListQuery, TastemakerWithPosts } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { pageMeta } from '../../platform/http/pages.js';
import type { Viewer } from '../../platform/viewer.js';
import { PostsService } from '../posts/posts.public.js';
import { engagementRate, profileOf } from './tastemakers.rules.js';
import {
  findDirectoryPage,
  findTastemakerByUsername,
  findTastemakers,
  type TastemakerRow,
} from './tastemakers.sql.js';

const RECENT_POSTS = 5;

/** Who is on a page of the directory is cached for everybody; what is shown of them is read anew. */
@Injectable()
export class TastemakersService {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    private readonly posts: PostsService,
  ) {}

  async directory(
    viewer: Viewer,
    query: TastemakerListQuery,
  ): Promise<{ tastemakers: Tastemaker[]; meta: PageMeta }> {
    const version = await this.cache.version(CACHE.tastemakers, 'all');
    const text = await this.cache.read(CACHE.tastemakerPage, { hash: hashOf(query), version }, async () => ({
      value: JSON.stringify(await findDirectoryPage(this.database.current, query)),
    }));
    const { ids, total } = JSON.parse(text ?? '{"ids":[],"total":0}') as { ids: number[]; total: number };
    const rows = await findTastemakers(this.database.current, ids, viewer?.id ?? null, false);
    return { tastemakers: rows.map(present), meta: pageMeta(query, total) };
  }

  async get(viewer: Viewer, id: number): Promise<TastemakerWithPosts> {
    const [row] = await findTastemakers(this.database.current, [id], viewer?.id ?? null, true);
    return this.withPosts(viewer, row);
  }

  async getByUsername(viewer: Viewer, username: string): Promise<TastemakerWithPosts> {
    return this.withPosts(
      viewer,
      await findTastemakerByUsername(this.database.current, username, viewer?.id ?? null),
    );
  }

  private async withPosts(viewer: Viewer, row: TastemakerRow | undefined): Promise<TastemakerWithPosts> {
    if (!row) throw new AppError('TASTEMAKER_NOT_FOUND', 'There is no such tastemaker.');
    const recentPosts = await this.posts.recent(viewer, row.id, RECENT_POSTS);
    return { ...present(row), recentPosts };
  }
}

function present(row: TastemakerRow): Tastemaker {
  const { id, username, displayName, avatar, bio, isFollowing } = row;
  return {
    id,
    username,
    displayName,
    avatar,
    bio,
    ...profileOf(row.profile, row.createdAt),
    stats: {
      followersCount: row.followersCount,
      postsCount: row.postsCount,
      restaurantsCount: row.restaurantsCount,
      featuredListsCount: row.featuredListsCount,
      engagementRate: engagementRate(row.responses, row.views),
    },
    isFollowing,
  };
}

const hashOf = ({ specialty, sort, page, pageSize }: TastemakerListQuery): string =>
  createHash('sha1')
    .update(JSON.stringify([specialty?.toLowerCase() ?? null, sort, page, pageSize]))
    .digest('base64url');
