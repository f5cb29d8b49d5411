import type { Run } from '../../platform/queues/schedules.js';
import { findBundlesDue, findEndangered } from './evening.sql.js';
import { deleteOldNotifications } from './inbox.sql.js';

/** How many people one event names. */
const PEOPLE_AT_ONCE = 500;

function* portions<T>(all: readonly T[]): Generator<T[]> {
  for (let from = 0; from < all.length; from += PEOPLE_AT_ONCE) yield all.slice(from, from + PEOPLE_AT_ONCE);
}

/** Reminds people, in their evening, that their streak ends tonight. */
export const remindOfStreaks: Run = async (tx, _logger, outbox) => {
  for (const [date, people] of Map.groupBy(await findEndangered(tx), ({ today }) => today))
    for (const portion of portions(people))
      await outbox.append(tx, 'streaks.endangered', { userIds: portion.map(({ id }) => id), date });
};

/** Pushes, in people's evening, what was kept back for it. */
export const pushBundles: Run = async (tx, _logger, outbox) => {
  for (const userIds of portions(await findBundlesDue(tx)))
    await outbox.append(tx, 'bundles.due', { userIds });
};

export const forgetOldNotifications: Run = async (tx, _logger, outbox) => {
  for (const userIds of portions(await deleteOldNotifications(tx)))
    await outbox.append(tx, 'notifications.changed', { userIds });
};
