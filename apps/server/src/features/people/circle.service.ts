import type { Companion, PageMeta, UserCard, UserRef } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database } from '../../platform/database/database.js';
import { pageMeta } from '../../platform/http/pages.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import type { Actor } from '../../platform/viewer.js';
import { dateIn, UsersService } from '../users/users.public.js';
import { findCompanions, findFriends } from './circle.sql.js';
import { type DinedWith, rankCompanions } from './people.rules.js';

/** The most that are asked for. */
const MOST_COMPANIONS = 20;

/** Friends, and those one dines with. */
@Injectable()
export class CircleService {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    private readonly users: UsersService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async friends(
    actor: Actor,
    ref: UserRef,
    query: { mutual: boolean; page: number; pageSize: number },
  ): Promise<{ cards: UserCard[]; meta: PageMeta }> {
    const account = await this.users.openAccount(actor, ref);
    const { ids, total } = await findFriends(this.database.current, account.id, actor.id, {
      ...query,
      isMutual: query.mutual,
    });
    const cards = await this.users.cards(actor, ids);
    return { cards: ids.flatMap((id) => cards.get(id) ?? []), meta: pageMeta(query, total) };
  }

  /** Those whom the caller dines with; where they are too few, people who follow each other with the caller. */
  async companions(actor: Actor, limit: number): Promise<Companion[]> {
    const dined = await this.dinedWith(actor);
    const page = { isMutual: true, page: 1, pageSize: MOST_COMPANIONS + limit };
    const friends =
      dined.length >= limit
        ? []
        : (await findFriends(this.database.current, actor.id, actor.id, page)).ids.filter((id) =>
            dined.every((one) => one.id !== id),
          );
    const ids = [...dined.map(({ id }) => id), ...friends];
    const cards = await this.users.cards(actor, ids);
    const known = new Map(dined.map((one) => [one.id, one]));
    return ids
      .flatMap((id) => {
        const [card, meals] = [cards.get(id), known.get(id)];
        if (!card) return [];
        const lastDinedAt = meals ? `${meals.lastOn}T00:00:00.000Z` : null;
        return [{ ...card, lastDinedAt, times: meals?.times ?? 0 }];
      })
      .slice(0, limit);
  }

  private async dinedWith(actor: Actor): Promise<DinedWith[]> {
    const today = dateIn('UTC', this.clock());
    const load = async () => {
      const found = await findCompanions(this.database.primary, actor.id);
      return JSON.stringify(rankCompanions(found, today).slice(0, 2 * MOST_COMPANIONS));
    };
    const arg = { userId: actor.id, version: actor.cacheVersion, today };
    const text = await this.cache.read(CACHE.companions, arg, async () => ({ value: await load() }));
    return JSON.parse(text ?? (await load())) as DinedWith[];
  }
}
