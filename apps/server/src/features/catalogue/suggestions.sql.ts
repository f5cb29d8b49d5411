import type { SuggestedField, SuggestionStatus, SuggestionType } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import type { Position } from '../../platform/http/pages.js';

export interface SuggestionRow {
  readonly id: number;
  readonly restaurantId: number;
  readonly userId: number | null;
  readonly type: SuggestionType;
  readonly field: SuggestedField | null;
  readonly value: unknown;
  readonly note: string | null;
  readonly status: SuggestionStatus;
  readonly decisionNote: string | null;
  /** ISO instant to the microsecond */
  readonly createdAt: string;
  readonly decidedAt: Date | null;
}

const COLUMNS = `id, restaurant_id as "restaurantId", user_id as "userId", type, field, value, note, status,
  decision_note as "decisionNote", to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt", decided_at as "decidedAt"`;

const INSERT = `/* suggestion-insert */
insert into restaurant_suggestions (restaurant_id, user_id, type, field, value, note)
select $2, $1, $3, $4, $5::jsonb, $6
where (select count(*) from restaurant_suggestions where user_id = $1 and status = 'open') < $7
on conflict do nothing returning ${COLUMNS}`;

/** Undefined when the person has suggested it already, or has too much open. */
export async function insertSuggestion(
  tx: Tx,
  userId: number,
  restaurantId: number,
  suggestion: { type: SuggestionType; field: SuggestedField | null; value: unknown; note: string | null },
  mostOpen: number,
): Promise<SuggestionRow | undefined> {
  const { type, field, value, note } = suggestion;
  const parameters = [userId, restaurantId, type, field, JSON.stringify(value), note, mostOpen];
  return (await tx.executeQuery<SuggestionRow>(CompiledQuery.raw(INSERT, parameters))).rows[0];
}

const PAGE = `/* suggestions */ select ${COLUMNS} from restaurant_suggestions
where status = $1 and (created_at, id) > ($2::timestamptz, $3::bigint) order by created_at, id limit $4`;

export async function findSuggestions(
  db: Db,
  status: SuggestionStatus,
  { after = { t: '-infinity', id: 0 }, limit }: { after?: Position | undefined; limit: number },
): Promise<SuggestionRow[]> {
  return (await db.executeQuery<SuggestionRow>(CompiledQuery.raw(PAGE, [status, after.t, after.id, limit])))
    .rows;
}

const ONE = `/* suggestion */ select ${COLUMNS} from restaurant_suggestions where id = $1`;

export async function findSuggestion(db: Db, id: number): Promise<SuggestionRow | undefined> {
  return (await db.executeQuery<SuggestionRow>(CompiledQuery.raw(ONE, [id]))).rows[0];
}

const DECIDE = `/* suggestion-decide */
update restaurant_suggestions set status = $2, decided_by = $3, decided_at = now(), decision_note = $4
where id = $1 and status = 'open' returning ${COLUMNS}`;

/** Undefined when it is decided already. */
export async function decideSuggestion(
  tx: Tx,
  id: number,
  status: SuggestionStatus,
  actorId: number,
  note: string | null,
): Promise<SuggestionRow | undefined> {
  return (await tx.executeQuery<SuggestionRow>(CompiledQuery.raw(DECIDE, [id, status, actorId, note])))
    .rows[0];
}
