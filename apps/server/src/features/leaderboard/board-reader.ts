import type { Category } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Boards } from '../../platform/boards/boards.js';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database } from '../../platform/database/database.js';
import type { Actor } from '../../platform/viewer.js';
import { BoardKeeper } from './board-keeper.js';
import { type BoardQuery, type BoardRows, findBoard } from './boards.sql.js';
import { unpackScore } from './leaderboard.rules.js';

interface Stretch {
  readonly from: number;
  /** exclusive */
  readonly until: number;
}

/** The front of a category's board that is remembered. */
const FRONT = 1_000;
/** Looks that settle what is due, before PostgreSQL is asked instead. */
const LOOKS = 3;

/** Boards from wherever they are: Redis where it can be believed, else PostgreSQL, with the same answer. */
@Injectable()
export class BoardReader {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    private readonly boards: Boards,
    private readonly keeper: BoardKeeper,
  ) {}

  async read(actor: Actor, query: BoardQuery, stretch: Stretch): Promise<BoardRows> {
    if (query.scope !== 'all') return findBoard(this.database.replica, query, stretch);
    if (query.category !== undefined) return this.ofCategory(actor, query, query.category, stretch);
    return (await this.fromRedis(query, stretch)) ?? findBoard(this.database.primary, query, stretch);
  }

  private async fromRedis(query: BoardQuery, { from, until }: Stretch): Promise<BoardRows | undefined> {
    const name = { metric: query.metric, city: query.city ?? '' };
    const window = { from, to: until - 1, ownId: query.viewerId, now: query.now };
    for (let look = 1; look <= LOOKS; look++) {
      const found = await this.boards.read(name, window);
      if (!found) {
        this.keeper.rebuildSoon();
        return undefined;
      }
      if (found.due.length === 0) {
        return {
          total: found.total,
          rows: found.rows.map(({ id, score }) => ({ id, value: unpackScore(score) })),
          own: found.own && { index: found.own.index, value: unpackScore(found.own.score) },
        };
      }
      await this.keeper.settleDue(found.due).catch(() => undefined);
    }
    return undefined;
  }

  /** No sorted set keeps categories: the front is remembered for everybody, and where each viewer stands for the viewer. */
  private async ofCategory(
    actor: Actor,
    query: BoardQuery,
    category: Category,
    stretch: Stretch,
  ): Promise<BoardRows> {
    const key = { metric: query.metric, city: query.city ?? '', category };
    const db = this.database.primary;
    const nobody = { ...query, viewerId: 0 };
    const loadFront = async () => JSON.stringify(await findBoard(db, nobody, { from: 0, until: FRONT }));
    const text = await this.cache.read(CACHE.boardFront, key, async () => ({ value: await loadFront() }));
    const front = JSON.parse(text ?? (await loadFront())) as BoardRows;
    const loadOwn = async () => JSON.stringify((await findBoard(db, query, { from: 0, until: 0 })).own);
    const ownKey = { ...key, userId: actor.id, version: actor.cacheVersion };
    const own = await this.cache.read(CACHE.boardStanding, ownKey, async () => ({ value: await loadOwn() }));
    const rows =
      stretch.until <= FRONT
        ? front.rows.slice(stretch.from, stretch.until)
        : (await findBoard(this.database.replica, nobody, stretch)).rows;
    return { total: front.total, rows, own: JSON.parse(own ?? (await loadOwn())) as BoardRows['own'] };
  }
}
