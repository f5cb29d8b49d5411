import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database } from '../../platform/database/database.js';
import type { Position } from '../../platform/http/pages.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import type { Actor } from '../../platform/viewer.js';
import { findDiscovered, findDiscovery } from './discover.sql.js';
import { instantOf } from './feed.rules.js';
import type { FeedFilter, FoundRow } from './feed-page.sql.js';
import type { FoundPage } from './feed-reader.js';

/**
 * What others with public accounts did, the most interesting first. The first page puts what there is in order as of
 * that instant; its cursor carries the instant and how far it came. The order is kept for the pages after it, and
 * worked out again for the same instant where it was lost. What may be seen is asked for each page.
 */
@Injectable()
export class Discovery {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async page(
    actor: Actor,
    filter: FeedFilter | null,
    after: Position | undefined,
    limit: number,
  ): Promise<FoundPage> {
    const asOf = after?.t ?? instantOf(this.clock().getTime() * 1000);
    const order = await this.orderFor(actor, asOf, filter, after === undefined);
    const seen: FoundRow[] = [];
    let place = after?.id ?? 0;
    while (seen.length < limit && place < order.length) {
      const ids = order.slice(place, place + limit - seen.length);
      const rows = await findDiscovered(this.database.replica, actor.id, ids, filter);
      seen.push(...rows.filter(({ isSeen }) => isSeen));
      place += ids.length;
    }
    return { rows: seen, next: place < order.length ? { t: asOf, id: place } : null };
  }

  private async orderFor(
    actor: Actor,
    asOf: string,
    filter: FeedFilter | null,
    isFirst: boolean,
  ): Promise<number[]> {
    const find = async () => {
      const ids = await findDiscovery(this.database.replica, actor.id, asOf, filter);
      return { value: JSON.stringify(ids) };
    };
    const arg = { userId: actor.id, asOf, filter: filter ? hashOf(filter) : 'all' };
    // Nobody has asked as of now before.
    const text = isFirst
      ? await this.cache.fill(CACHE.discovery, arg, find)
      : await this.cache.read(CACHE.discovery, arg, find);
    return JSON.parse(text ?? '[]') as number[];
  }
}

const hashOf = (filter: FeedFilter) =>
  createHash('sha256').update(JSON.stringify(filter)).digest('base64url').slice(0, 12);
