import { deleteExpiredExports, purgeDueAccounts } from './features/account/account.public.js';
import { deleteExpiredAccess } from './features/auth/auth.public.js';
import { deleteExpiredGroups } from './features/groups/groups.public.js';
import { deleteExpiredSessions } from './features/lists/lists.public.js';
import { renewOrders } from './features/menus/menus.public.js';
import { deleteExpiredImports } from './features/portability/portability.public.js';
import { refreshSortScores, refreshTrends } from './features/restaurants/restaurants.public.js';
import { deleteExpiredRecords } from './platform/http/idempotency.sql.js';
import type { Schedule } from './platform/queues/schedules.js';
import { deleteExpiredUndo } from './platform/undo/undo.sql.js';

const MINUTE = 60_000;

/** What happens again and again, whoever asks or not. Each runs in one transaction and may run twice. */
export const MAINTENANCE: readonly Schedule[] = [
  { name: 'refresh-trends', everyMs: 10 * MINUTE, run: refreshTrends },
  { name: 'refresh-sort-scores', everyMs: 60 * MINUTE, run: refreshSortScores },
  { name: 'renew-orders', everyMs: 50 * MINUTE, run: renewOrders },
  { name: 'delete-expired-idempotency-keys', everyMs: 60 * MINUTE, run: deleteExpiredRecords },
  { name: 'delete-expired-exports', everyMs: 60 * MINUTE, run: deleteExpiredExports },
  { name: 'delete-expired-imports', everyMs: 60 * MINUTE, run: deleteExpiredImports },
  { name: 'purge-accounts', everyMs: 5 * MINUTE, run: purgeDueAccounts },
  { name: 'delete-expired-rank-sessions', everyMs: 10 * MINUTE, run: deleteExpiredSessions },
  { name: 'delete-expired-groups', everyMs: 60 * MINUTE, run: deleteExpiredGroups },
  { name: 'delete-expired-access', everyMs: 60 * MINUTE, run: deleteExpiredAccess },
  { name: 'delete-expired-undo', everyMs: 10 * MINUTE, run: deleteExpiredUndo },
];
