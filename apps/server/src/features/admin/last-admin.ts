import type { Tx } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import type { Actor } from '../../platform/viewer.js';
import { leavesAnAdmin } from './accounts.rules.js';
import { lockAccounts } from './accounts.sql.js';

/** Somebody must be left to rule. @throws AppError FORBIDDEN when the last active admin wants to leave */
export async function refuseLastAdmin(tx: Tx, actor: Actor): Promise<void> {
  if (actor.role !== 'admin') return;
  const accounts = await lockAccounts(tx, actor.id, actor.id);
  const admins = accounts.flatMap((one) => (one.role === 'admin' && one.isActive ? [one.id] : []));
  if (!leavesAnAdmin(admins, actor.id))
    throw new AppError('FORBIDDEN', 'This is the last admin: make somebody else one first.');
}
