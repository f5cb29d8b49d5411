import type { INestApplicationContext } from '@nestjs/common';
import { deleteExpiredExports, purgeDueAccounts } from './features/account/account.public.js';
import { deleteExpiredAccess } from './features/auth/auth.public.js';
import { refreshTrends } from './features/discovery/discovery.public.js';
import { warmFeeds } from './features/feed/feed.public.js';
import { deleteExpiredGroups } from './features/groups/groups.public.js';
import { BoardKeeper } from './features/leaderboard/leaderboard.public.js';
import { deleteExpiredSessions } from './features/lists/lists.public.js';
import { CommonPairs } from './features/match/match.public.js';
import { renewOrders } from './features/menus/menus.public.js';
import {
  forgetOldNotifications,
  pushBundles,
  remindOfStreaks,
} from './features/notifications/notifications.public.js';
import { deleteExpiredImports } from './features/portability/portability.public.js';
import { deleteExpiredViews } from './features/posts/posts.public.js';
import { refreshRatingGroups } from './features/predictions/predictions.public.js';
import { remindOfReservations } from './features/reservations/reservations.public.js';
import { refreshSortScores } from './features/restaurants/restaurants.public.js';
import { deleteExpiredRecords } from './platform/http/idempotency.sql.js';
import type { Run, Schedule } from './platform/queues/schedules.js';
import { deleteExpiredUndo } from './platform/undo/undo.sql.js';

const MINUTE = 60_000;
/** When the fewest people are about, where most of them live. */
const AT_NIGHT = { pattern: '30 4 * * *', timezone: 'America/New_York' };
const DAY = 24 * 60 * MINUTE;

/** Personal recommendations of active people, a few a job, from the first to the last. */
const workAhead: Run = async (tx, _logger, outbox) => {
  await outbox.append(tx, 'recommendations.due', { after: 0 });
};

const prepareGroups: Run = async (tx, _logger, outbox) => {
  await outbox.append(tx, 'groups.due', {});
};

/** What happens again and again, whoever asks or not. Each runs in one transaction and may run twice. */
export const MAINTENANCE: readonly (Schedule & { readonly run: Run })[] = [
  { name: 'remind-of-reservations', everyMs: MINUTE, run: remindOfReservations },
  { name: 'refresh-trends', everyMs: 10 * MINUTE, run: refreshTrends },
  { name: 'refresh-sort-scores', everyMs: 60 * MINUTE, run: refreshSortScores },
  { name: 'refresh-rating-groups', everyMs: 60 * MINUTE, run: refreshRatingGroups },
  { name: 'work-out-recommendations', everyMs: DAY, run: workAhead },
  { name: 'renew-orders', everyMs: 50 * MINUTE, run: renewOrders },
  { name: 'delete-expired-idempotency-keys', everyMs: 60 * MINUTE, run: deleteExpiredRecords },
  { name: 'delete-expired-exports', everyMs: 60 * MINUTE, run: deleteExpiredExports },
  { name: 'delete-expired-imports', everyMs: 60 * MINUTE, run: deleteExpiredImports },
  { name: 'warm-feeds', everyMs: 5 * MINUTE, run: warmFeeds },
  { name: 'purge-accounts', everyMs: 5 * MINUTE, run: purgeDueAccounts },
  { name: 'delete-expired-rank-sessions', everyMs: 10 * MINUTE, run: deleteExpiredSessions },
  { name: 'delete-expired-post-views', everyMs: 10 * MINUTE, run: deleteExpiredViews },
  // Before what was worked out last time is forgotten.
  { name: 'prepare-common-groups', everyMs: 4 * MINUTE, run: prepareGroups },
  { name: 'delete-expired-groups', everyMs: 60 * MINUTE, run: deleteExpiredGroups },
  { name: 'delete-expired-access', everyMs: 60 * MINUTE, run: deleteExpiredAccess },
  { name: 'delete-expired-undo', everyMs: 10 * MINUTE, run: deleteExpiredUndo },
  { name: 'remind-of-streaks', everyMs: 5 * MINUTE, run: remindOfStreaks },
  { name: 'push-bundles', everyMs: 10 * MINUTE, run: pushBundles },
  { name: 'forget-old-notifications', everyMs: 60 * MINUTE, run: forgetOldNotifications },
];

const ANYWHERE = { strict: false };

/** The same of features that have transactions of their own, and all of it. */
export const everySchedule = (context: INestApplicationContext): readonly Schedule[] => [
  ...MAINTENANCE,
  {
    name: 'calculate-common-matches',
    everyMs: 4 * MINUTE,
    manage: () => context.get(CommonPairs, ANYWHERE).calculate(),
  },
  { name: 'settle-leaderboard', everyMs: MINUTE, manage: () => context.get(BoardKeeper, ANYWHERE).settle() },
  {
    name: 'recalculate-leaderboard',
    ...AT_NIGHT,
    manage: () => context.get(BoardKeeper, ANYWHERE).recalculate(),
  },
];
