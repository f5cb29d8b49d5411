import type { MenuInput, MenuItem, MenuQuery } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database } from '../../platform/database/database.js';
import { AppError, invalidField } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { Actor } from '../../platform/viewer.js';
import { findAliases, findMenu, restaurantExists } from '../restaurants/restaurants.public.js';
import { selectItems } from './menu-diet.rules.js';
import { clearMenu, type FormerItem, holdForMenu, insertMenu } from './menus.sql.js';

const notThere = () => new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.');

/** A menu, and the restaurant whose it is: another one may answer for the id asked for. */
export interface Menu {
  readonly restaurantId: number;
  readonly items: readonly MenuItem[];
}

@Injectable()
export class MenusService {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError RESTAURANT_NOT_FOUND */
  async of(id: number, { mealTime, dietaryRestrictions = [] }: MenuQuery): Promise<MenuItem[]> {
    const { items } = await this.whole(id);
    return selectItems(items, { mealTime, restrictions: dietaryRestrictions });
  }

  /** @throws AppError RESTAURANT_NOT_FOUND */
  async whole(id: number): Promise<Menu> {
    const text = await this.cache.read(CACHE.menu, id, async () => {
      const db = this.database.current;
      if (!(await restaurantExists(db, id))) return null;
      return { value: JSON.stringify(await findMenu(db, id)) };
    });
    if (text !== null) return { restaurantId: id, items: JSON.parse(text) as MenuItem[] };
    const other = (await findAliases(this.database.current, [id])).get(id);
    if (other === undefined) throw notThere();
    return this.whole(other);
  }

  /** Writes another menu in the place of the one that stands. Items that are named by their id keep it. */
  async replace(actor: Actor, id: number, { items }: MenuInput): Promise<MenuItem[]> {
    return this.database.transaction(async (tx) => {
      if (!(await holdForMenu(tx, id))) throw notThere();
      const former = await clearMenu(tx, id);
      checkIds(items, former);
      await insertMenu(tx, id, items);
      const menu = await findMenu(tx, id);
      await this.audit.record(tx, actor, {
        act: 'restaurant.replace-menu',
        target: { type: 'restaurant', id },
        before: { items: former.length, removed: namesMissing(former, menu) },
        after: { items: menu.length, added: namesMissing(menu, former) },
      });
      await this.outbox.append(tx, 'menu.changed', { restaurantId: id });
      return menu;
    });
  }
}

function checkIds(items: MenuInput['items'], former: readonly FormerItem[]): void {
  const left = new Set(former.map(({ id }) => id));
  for (const [index, { id }] of items.entries()) {
    // Each stands once: a second time it is not left any more.
    if (id !== undefined && !left.delete(id))
      throw invalidField(`items.${index}.id`, 'must be of an item of this menu, and once only');
  }
}

const namesMissing = (from: readonly FormerItem[], on: readonly FormerItem[]) => {
  const names = new Set(on.map(({ name }) => name));
  return from.flatMap(({ name }) => (names.has(name) ? [] : [name]));
};
