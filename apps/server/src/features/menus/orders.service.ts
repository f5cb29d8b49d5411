import type { MenuItem, OrderQuery, OrderSuggestion } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE, COMMON_ORDERS, type CommonOrder } from '../../platform/cache/cache-keys.js';
import type { Tx } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { Serialized } from '../../platform/http/answer.js';
import { findMenus } from '../restaurants/restaurants.public.js';
import { MenusService } from './menus.service.js';
import { type OrderQuestion, suggestOrder } from './order.rules.js';

type Table = Omit<OrderQuestion, 'restaurantId'>;

/** Suggests what a table orders. The answers to what most tables ask are kept ready. */
@Injectable()
export class OrdersService {
  constructor(
    private readonly cache: Cache,
    private readonly menus: MenusService,
  ) {}

  /** @throws AppError RESTAURANT_NOT_FOUND, or NO_MENU where none is known */
  async suggest(id: number, query: OrderQuery): Promise<Serialized<OrderSuggestion>> {
    const { dietaryRestrictions = [], ...asked } = query;
    const table = { ...asked, restrictions: [...new Set(dietaryRestrictions)].toSorted() };
    const common = commonOrderOf(table);
    if (!common) return suggestion(await this.menus.whole(id), table);
    const text = await this.cache.read(CACHE.order, { id, ...common }, async () => {
      const menu = await this.menus.whole(id);
      // Kept for the restaurant that answers alone: an alias would not hear of another menu.
      return menu.restaurantId === id ? { value: suggestion(menu, table).text } : null;
    });
    if (text !== null) return new Serialized(text);
    return this.suggest((await this.menus.whole(id)).restaurantId, query);
  }

  /** Forgets what followed from the old menu, and then, not beside it, works out what follows from the new one. */
  async menuChanged(tx: Tx, restaurantId: number): Promise<void> {
    await this.cache.invalidate('menu.changed', { restaurantId });
    await this.keepReady(tx, [restaurantId]);
  }

  /** Works the common answers out anew, as the menus are now. */
  async keepReady(tx: Tx, restaurantIds: readonly number[]): Promise<void> {
    for (const [id, items] of await findMenus(tx, restaurantIds)) {
      await Promise.all(
        COMMON_ORDERS.map((common) =>
          this.cache.fill(CACHE.order, { id, ...common }, async () => ({
            value: suggestion({ restaurantId: id, items }, { ...common, restrictions: [], shuffle: 0 }).text,
          })),
        ),
      );
    }
  }
}

/** The common question that a table asks, if it does. */
const commonOrderOf = ({
  partySize,
  hungerLevel,
  mealTime,
  restrictions,
  shuffle,
}: Table): CommonOrder | undefined =>
  restrictions.length > 0 || shuffle > 0
    ? undefined
    : COMMON_ORDERS.find(
        (common) =>
          common.partySize === partySize &&
          common.hungerLevel === hungerLevel &&
          common.mealTime === mealTime,
      );

function suggestion(
  { restaurantId, items }: { restaurantId: number; items: readonly MenuItem[] },
  table: Table,
): Serialized<OrderSuggestion> {
  if (items.length === 0) throw new AppError('NO_MENU', 'The menu of this restaurant is not known.');
  return new Serialized(JSON.stringify(suggestOrder(items, { restaurantId, ...table })));
}
