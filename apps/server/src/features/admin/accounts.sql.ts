import type { PriorityLevel, Role, TastemakerProfile } from '@beli/contract';
import { CompiledQuery, type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { accountStands } from '../users/users.public.js';

export interface AccountRow {
  readonly id: number;
  readonly username: string;
  readonly displayName: string;
  readonly avatar: string | null;
  readonly role: Role;
  readonly isTastemaker: boolean;
  readonly tastemakerProfile: TastemakerProfile | null;
  readonly isPublic: boolean;
  readonly emailVerified: boolean;
  readonly suspendedUntil: Date | null;
  readonly deactivatedAt: Date | null;
  readonly deletedAt: Date | null;
  readonly priorityOverride: PriorityLevel | null;
  readonly sessionsCount: number;
  readonly createdAt: Date;
}

const COLUMNS = sql`u.id, u.username, u.display_name as "displayName", u.avatar, u.role,
  u.is_tastemaker as "isTastemaker", u.tastemaker_profile as "tastemakerProfile", u.is_public as "isPublic",
  u.email_verified_at is not null as "emailVerified", u.suspended_until as "suspendedUntil",
  u.deactivated_at as "deactivatedAt", u.deleted_at as "deletedAt", u.priority_override as "priorityOverride",
  (select count(*)::int from sessions s where s.user_id = u.id and s.revoked_at is null and s.expires_at > now()) as "sessionsCount",
  u.created_at as "createdAt"`;

export async function findAccount(db: Db, id: number): Promise<AccountRow | undefined> {
  const { rows } = await sql<AccountRow>`select ${COLUMNS} from users u where u.id = ${id}`.execute(db);
  return rows[0];
}

/** What an administrator looks for. */
export type AccountSearch =
  | { readonly by: 'everybody' }
  | { readonly by: 'email'; readonly hash: Buffer }
  | { readonly by: 'name'; readonly prefix: string; readonly id: number | null };

function condition(search: AccountSearch): RawBuilder<unknown> {
  if (search.by === 'everybody') return sql`true`;
  if (search.by === 'email') return sql`u.email_hash = ${search.hash}`;
  const prefix = `${search.prefix.toLowerCase().replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  return sql`(lower(u.username::text) like ${prefix} or u.id = ${search.id}::bigint)`;
}

/** One page, newest first; an account of exactly the id that was asked for comes before all. */
export async function findAccounts(
  db: Db,
  search: AccountSearch,
  { page, pageSize }: { page: number; pageSize: number },
): Promise<{ rows: AccountRow[]; total: number }> {
  const where = condition(search);
  const first = search.by === 'name' ? sql`(u.id is not distinct from ${search.id}::bigint) desc,` : sql``;
  const [{ rows }, counted] = await Promise.all([
    sql<AccountRow>`select ${COLUMNS} from users u where ${where} order by ${first} u.id desc
      limit ${pageSize} offset ${(page - 1) * pageSize}`.execute(db),
    sql<{ total: number }>`select count(*)::int as total from users u where ${where}`.execute(db),
  ]);
  return { rows, total: counted.rows[0]?.total ?? 0 };
}

export interface LockedAccount {
  readonly id: number;
  readonly role: Role;
  readonly isTastemaker: boolean;
  readonly tastemakerProfile: TastemakerProfile | null;
  readonly suspendedUntil: Date | null;
  readonly priorityOverride: PriorityLevel | null;
  /** neither suspended nor deactivated */
  readonly isActive: boolean;
}

const LOCK = `/* accounts-lock */
select u.id, u.role, u.is_tastemaker as "isTastemaker", u.tastemaker_profile as "tastemakerProfile",
  u.suspended_until as "suspendedUntil", u.priority_override as "priorityOverride", ${accountStands('u')} as "isActive"
from users u where (u.id in ($1, $2) or u.role = 'admin') and u.deleted_at is null
order by u.id for no key update`;

/**
 * Locks both accounts and those of all admins, in order of id: of two admins who demote each other at once, the
 * second finds out that it is none any more.
 */
export async function lockAccounts(tx: Tx, actorId: number, targetId: number): Promise<LockedAccount[]> {
  return (await tx.executeQuery<LockedAccount>(CompiledQuery.raw(LOCK, [actorId, targetId]))).rows;
}

/** Makes every access token of the person old; the sessions stay and get new ones. */
export async function changeRole(tx: Tx, id: number, role: Role): Promise<void> {
  await tx
    .updateTable('users')
    .set((eb) => ({ role, token_version: eb('token_version', '+', 1), updated_at: sql<Date>`now()` }))
    .where('id', '=', id)
    .execute();
}

export async function changeTastemaker(
  tx: Tx,
  id: number,
  { isTastemaker, profile }: { isTastemaker: boolean; profile: TastemakerProfile | null },
): Promise<void> {
  await tx
    .updateTable('users')
    .set({
      is_tastemaker: isTastemaker,
      tastemaker_profile: profile && JSON.stringify(profile),
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .execute();
}

export async function setSuspension(tx: Tx, id: number, until: Date | null): Promise<void> {
  await tx.updateTable('users').set({ suspended_until: until }).where('id', '=', id).execute();
}

/** Ends a suspension, or only the one that ends at `only`. Returns when it would have ended, null when there was none such. */
export async function liftSuspension(tx: Tx, id: number, only: Date | null): Promise<Date | null> {
  const { rows } = await sql<{ until: Date }>`/* suspension-lift */
    with was as (select id, suspended_until from users where id = ${id} and suspended_until is not null
      and (${only}::timestamptz is null or date_trunc('milliseconds', suspended_until) = ${only}) for no key update)
    update users u set suspended_until = null from was where u.id = was.id returning was.suspended_until as until`.execute(
    tx,
  );
  return rows[0]?.until ?? null;
}

export async function setPriority(tx: Tx, id: number, level: PriorityLevel | null): Promise<void> {
  await tx.updateTable('users').set({ priority_override: level }).where('id', '=', id).execute();
}

/** How many people of a role other than `exceptIds` could decide something now. */
export async function countOtherStaff(db: Db, exceptIds: readonly number[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from users u
    where u.role in ('moderator', 'admin') and ${sql.raw(accountStands('u'))} and u.id <> all(${exceptIds}::bigint[])`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}
