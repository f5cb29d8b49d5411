import type { INestApplicationContext } from '@nestjs/common';
import { deleteExpiredExports, purgeDueAccounts } from './features/account/account.public.js';
import { deleteExpiredAccess } from './features/auth/auth.public.js';
import { BoardKeeper } from './features/leaderboard/leaderboard.public.js';
import { deleteExpiredSessions } from './features/lists/lists.public.js';
import { CommonPairs } from './features/match/match.public.js';
import { renewOrders } from './features/menus/menus.public.js';
import { deleteExpiredImports } from './features/portability/portability.public.js';
import { refreshSortScores, refreshTrends } from './features/restaurants/restaurants.public.js';
import { deleteExpiredRecords } from './platform/http/idempotency.sql.js';
import type { Schedule } from './platform/queues/schedules.js';
import { deleteExpiredUndo } from './platform/undo/undo.sql.js';

const MINUTE = 60_000;
/** When the fewest people are about, where most of them live. */
const AT_NIGHT = { pattern: '30 4 * * *', timezone: 'America/New_York' };

const ANYWHERE = { strict: false };

/** What happens again and again, whoever asks or not. Each may run twice. */
export const maintenance = (context: INestApplicationContext): readonly Schedule[] => [
  { name: 'refresh-trends', everyMs: 10 * MINUTE, run: refreshTrends },
  { name: 'refresh-sort-scores', everyMs: 60 * MINUTE, run: refreshSortScores },
  { name: 'renew-orders', everyMs: 50 * MINUTE, run: renewOrders },
  { name: 'delete-expired-idempotency-keys', everyMs: 60 * MINUTE, run: deleteExpiredRecords },
  { name: 'delete-expired-exports', everyMs: 60 * MINUTE, run: deleteExpiredExports },
  { name: 'delete-expired-imports', everyMs: 60 * MINUTE, run: deleteExpiredImports },
  { name: 'purge-accounts', everyMs: 5 * MINUTE, run: purgeDueAccounts },
  { name: 'delete-expired-rank-sessions', everyMs: 10 * MINUTE, run: deleteExpiredSessions },
  { name: 'delete-expired-access', everyMs: 60 * MINUTE, run: deleteExpiredAccess },
  { name: 'delete-expired-undo', everyMs: 10 * MINUTE, run: deleteExpiredUndo },
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
