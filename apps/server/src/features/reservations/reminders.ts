import type { Tx } from '../../platform/database/database.js';
import type { Outbox } from '../../platform/outbox/outbox.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import { takeDue } from './reminders.sql.js';

/** Of each kind in one turn, a minute long; the next turn takes the rest. */
const AT_ONCE = 500;

/** Has people told a day and three hours before: mark and promise are one transaction, so neither comes twice. */
export async function remindOfReservations(tx: Tx, _logger: Logger, outbox: Outbox): Promise<void> {
  for (const hours of [24, 3] as const) {
    const ids = await takeDue(tx, hours, AT_ONCE);
    await outbox.appendAll(
      tx,
      'reservation.due',
      ids.map((reservationId) => ({ reservationId, hours })),
    );
  }
}
