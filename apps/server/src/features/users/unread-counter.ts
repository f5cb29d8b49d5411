import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database, type Db } from '../../platform/database/database.js';
import { countUnread } from './unread.sql.js';

/**
 * How many notifications wait to be read: a number in Redis, counted in PostgreSQL where Redis has none. Whatever
 * changes it appends `notifications.changed`.
 */
@Injectable()
export class UnreadCounter {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
  ) {}

  async of(userId: number, db: Db = this.database.current): Promise<number> {
    const count = async () => (await countUnread(db, [userId])).get(userId) ?? 0;
    const kept = await this.cache.read(CACHE.unread, userId, async () => ({ value: String(await count()) }));
    return kept === null ? count() : Number(kept);
  }

  /** As they stand in PostgreSQL, in one statement; of one person it is kept, of many the next look keeps it. */
  async ofMany(userIds: readonly number[]): Promise<Map<number, number>> {
    const [only] = userIds;
    if (only !== undefined && userIds.length === 1) return new Map([[only, await this.of(only)]]);
    return countUnread(this.database.primary, userIds);
  }
}
