import type { Tx } from '../../platform/database/database.js';
import type { Outbox } from '../../platform/outbox/outbox.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import { findMenusLookedAt } from './menus.sql.js';

/** Restaurants whose common orders are kept ready all the time; the others' are from when they are first asked. */
const MOST = 200;
const AT_ONCE = 25;

/** Has the orders of the restaurants that people look at worked out anew before they expire. */
export async function renewOrders(tx: Tx, _logger: Logger, outbox: Outbox): Promise<void> {
  const ids = await findMenusLookedAt(tx, MOST);
  for (let from = 0; from < ids.length; from += AT_ONCE)
    await outbox.append(tx, 'orders.due', { restaurantIds: ids.slice(from, from + AT_ONCE) });
}
