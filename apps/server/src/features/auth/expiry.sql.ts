import { sql } from 'kysely';
import type { Tx } from '../../platform/database/database.js';

const AT_ONCE = 10_000;

/** Deletes what can no longer be used: links, spent tokens, sessions. So many of each at a time. */
export async function deleteExpiredAccess(tx: Tx): Promise<void> {
  await sql`/* expired-links */ delete from email_links where id in (
    select id from email_links where expires_at < now() - interval '7 days' limit ${AT_ONCE})`.execute(tx);
  await sql`/* expired-spent-tokens */ delete from spent_tokens where hash in (
    select hash from spent_tokens where expires_at < now() limit ${AT_ONCE})`.execute(tx);
  await sql`/* expired-sessions */ delete from sessions where id in (
    select id from sessions where expires_at < now() limit ${AT_ONCE})`.execute(tx);
}
