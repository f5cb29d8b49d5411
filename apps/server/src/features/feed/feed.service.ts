import type { CursorMeta, FeedItem, FeedQuery, UserRef } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { decodeCursor, encodeCursor, type Position } from '../../platform/http/pages.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { UsersService } from '../users/users.public.js';
import { Discovery } from './discovery.js';
import { FeedItems } from './feed-items.js';
import { type FeedFilter, findBursts, followsAnybody } from './feed-page.sql.js';
import { FeedReader, type FoundPage } from './feed-reader.js';

interface Page {
  readonly items: FeedItem[];
  readonly meta: CursorMeta;
}

@Injectable()
export class FeedService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly reader: FeedReader,
    private readonly discovery: Discovery,
    private readonly presenter: FeedItems,
  ) {}

  async page(actor: Actor, query: FeedQuery): Promise<Page & { meta: { suggestDiscover: boolean } }> {
    const { items, meta } =
      query.userId === undefined
        ? await this.scope(actor, query)
        : await this.past(actor, query.userId, query, filterOf(query));
    const isFollowing =
      items.length > 0 ||
      query.cursor !== undefined ||
      (await followsAnybody(this.database.replica, actor.id));
    return { items, meta: { ...meta, suggestDiscover: !isFollowing } };
  }

  /** What one person did, as far as the viewer may see it. */
  async activityOf(viewer: Viewer, ref: UserRef, query: { cursor?: string | undefined; limit: number }) {
    return this.past(viewer, ref, query, null);
  }

  private async scope(actor: Actor, query: FeedQuery): Promise<Page> {
    const { scope, limit, includeSelf } = query;
    const filter = filterOf(query);
    const cursor = scope === 'following' ? 'feed' : `feed-${scope}`;
    const after = query.cursor === undefined ? undefined : decodeCursor(cursor, query.cursor);
    const found =
      scope === 'discover'
        ? await this.discovery.page(actor, filter, after, limit)
        : scope === 'following' && !filter
          ? await this.reader.home(actor.id, includeSelf, after, limit)
          : await this.reader.selection(actor.id, { of: scope, includeSelf }, filter, after, limit);
    return this.present(actor, found, cursor, {
      of: 'home',
      filter,
      withInteractions: query.expand.length > 0,
    });
  }

  private async past(
    viewer: Viewer,
    ref: UserRef,
    query: { cursor?: string | undefined; limit: number; expand?: FeedQuery['expand'] },
    filter: FeedFilter | null,
  ): Promise<Page> {
    const cursor = 'activity';
    const after: Position | undefined =
      query.cursor === undefined ? undefined : decodeCursor(cursor, query.cursor);
    const { id } = await this.users.openAccount(viewer, ref);
    const source = { of: 'person', personId: id } as const;
    const found = await this.reader.selection(viewer?.id ?? null, source, filter, after, query.limit);
    return this.present(viewer, found, cursor, {
      of: 'person',
      filter,
      withInteractions: (query.expand ?? []).length > 0,
    });
  }

  private async present(
    viewer: Viewer,
    { rows, next }: FoundPage,
    cursor: string,
    {
      of,
      filter,
      withInteractions,
    }: { of: 'home' | 'person'; filter: FeedFilter | null; withInteractions: boolean },
  ): Promise<Page> {
    const db = this.database.replica;
    const leaders = rows.flatMap(({ id, leads }) => (leads ? [id] : []));
    const bursts = await findBursts(db, viewer?.id ?? null, leaders, of, filter);
    const items = await this.presenter.present(viewer, rows, db, { bursts, withInteractions });
    return { items, meta: { hasMore: next !== null, nextCursor: next && encodeCursor(cursor, next) } };
  }
}

const filterOf = ({ types, rankingsOnly, topRatedOnly, category }: FeedQuery): FeedFilter | null =>
  types === undefined && !rankingsOnly && !topRatedOnly && category === undefined
    ? null
    : { types: types ?? null, isRanking: rankingsOnly, isTop: topRatedOnly, category: category ?? null };
