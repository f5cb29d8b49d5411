import type { DirectorySort, PageMeta, UserCard } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database } from '../../platform/database/database.js';
import { pageMeta } from '../../platform/http/pages.js';
import type { Actor } from '../../platform/viewer.js';
import { foldCity, UsersService } from '../users/users.public.js';
import { countDirectory, findDirectory, findListed } from './directory.sql.js';

interface Front {
  readonly ids: readonly number[];
  readonly total: number;
}

/** So many of the first are remembered; few look further. */
const FRONT = 1_000;

/** Everybody who lets themselves be found. */
@Injectable()
export class DirectoryService {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    private readonly users: UsersService,
  ) {}

  /** The order is the same for everybody and may be five minutes old; who is shown is looked at anew. */
  async page(
    actor: Actor,
    query: { sort: DirectorySort; city?: string | undefined; page: number; pageSize: number },
  ): Promise<{ cards: UserCard[]; meta: PageMeta }> {
    const offset = (query.page - 1) * query.pageSize;
    const city = query.city && (await foldCity(this.database.replica, query.city));
    const front = await this.front(query.sort, city);
    const ids =
      offset + query.pageSize <= FRONT
        ? front.ids.slice(offset, offset + query.pageSize)
        : await findDirectory(this.database.replica, query.sort, city, {
            limit: query.pageSize,
            offset,
          });
    return { cards: await this.shown(actor, ids, city), meta: pageMeta(query, front.total) };
  }

  /**
   * Ids of the first people of an order.
   * @param city as it is compared
   */
  async front(sort: DirectorySort, city?: string): Promise<Front> {
    const load = async () => JSON.stringify(await this.loadFront(sort, city));
    const arg = { sort, city: city ?? '' };
    const text = await this.cache.read(CACHE.directory, arg, async () => ({ value: await load() }));
    return JSON.parse(text ?? (await load())) as Front;
  }

  private async shown(actor: Actor, ids: readonly number[], city: string | undefined): Promise<UserCard[]> {
    const listed = await findListed(this.database.current, ids, actor.id, city);
    const cards = await this.users.cards(actor, listed);
    return ids.flatMap((id) => cards.get(id) ?? []);
  }

  private async loadFront(sort: DirectorySort, city: string | undefined): Promise<Front> {
    const [ids, total] = await Promise.all([
      findDirectory(this.database.primary, sort, city, { limit: FRONT, offset: 0 }),
      countDirectory(this.database.primary, city),
    ]);
    return { ids, total };
  }
}
