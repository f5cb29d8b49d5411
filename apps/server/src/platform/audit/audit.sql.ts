import type { AuditAct, AuditTarget } from '@beli/contract';
import { CompiledQuery, sql } from 'kysely';
import type { Db, Tx } from '../database/database.js';
import type { Position } from '../http/pages.js';

export interface AuditRow {
  readonly actorId: number | null;
  readonly act: AuditAct;
  readonly targetType: AuditTarget;
  readonly targetId: string | null;
  readonly subjectId: number | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly requestId: string | null;
}

const INSERT = `/* audit-insert */
insert into audit_log (actor_id, act, target_type, target_id, subject_id, before, after, request_id)
select "actorId", act, "targetType", "targetId", "subjectId", nullif(before, 'null'), nullif(after, 'null'), "requestId"
from jsonb_to_recordset($1::jsonb) as entry("actorId" bigint, act text, "targetType" text, "targetId" text,
  "subjectId" bigint, before jsonb, after jsonb, "requestId" uuid)`;

export async function insertAuditRows(tx: Tx, rows: readonly AuditRow[]): Promise<void> {
  if (rows.length > 0) await tx.executeQuery(CompiledQuery.raw(INSERT, [JSON.stringify(rows)]));
}

export interface KeptAuditRow extends AuditRow {
  readonly id: number;
  /** ISO instant to the microsecond */
  readonly at: string;
}

export interface AuditFilter {
  readonly actor?: number | undefined;
  readonly act?: AuditAct | undefined;
  readonly target?: { readonly type: AuditTarget; readonly id: string | null } | undefined;
}

/** Newest first, everything strictly before `after`. */
export async function findAuditPage(
  db: Db,
  { actor, act, target }: AuditFilter,
  { after, limit }: { after?: Position | undefined; limit: number },
): Promise<KeptAuditRow[]> {
  const ofTarget =
    target?.id == null
      ? sql``
      : target.type === 'user'
        ? sql`and subject_id = ${/^\d{1,15}$/.test(target.id) ? Number(target.id) : 0}`
        : sql`and target_id = ${target.id}`;
  const { rows } = await sql<KeptAuditRow>`
    select id, actor_id as "actorId", act, target_type as "targetType",
      coalesce(target_id, case when target_type = 'user' then subject_id::text end) as "targetId",
      subject_id as "subjectId", before, after, request_id as "requestId",
      to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    from audit_log where true
      ${actor === undefined ? sql`` : sql`and actor_id = ${actor}`}
      ${act === undefined ? sql`` : sql`and act = ${act}`}
      ${target === undefined ? sql`` : sql`and target_type = ${target.type}`} ${ofTarget}
      ${after === undefined ? sql`` : sql`and id < ${after.id}`}
    order by id desc limit ${limit}`.execute(db);
  return rows;
}
