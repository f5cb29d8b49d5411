import type {
  Category,
  Import,
  ImportOutcome,
  ImportRowStatus,
  ImportSource,
  PortableScope,
} from '@beli/contract';
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import type { Kept, PortableList, PortablePlace } from './kept-places.js';
import type { Candidate } from './matching.rules.js';

export interface ImportRecord {
  readonly id: string;
  readonly userId: number;
  readonly source: ImportSource;
  readonly scope: PortableScope;
  readonly status: Import['status'];
  readonly fault: Import['fault'];
  readonly restoresReviews: boolean;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

const COLUMNS = sql`id, user_id as "userId", source, scope, status, fault, restores_reviews as "restoresReviews",
  created_at as "createdAt", expires_at as "expiresAt"`;

/** Locks the person against a second upload at the same time; how many imports are kept. */
export async function lockImports(tx: Tx, userId: number): Promise<number> {
  await sql`select id from users where id = ${userId} for no key update`.execute(tx);
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from imports where user_id = ${userId}`.execute(tx);
  return rows[0]?.count ?? 0;
}

export async function insertImport(
  tx: Tx,
  upload: { id: string; userId: number; source: ImportSource; scope: PortableScope; content: Buffer },
): Promise<ImportRecord> {
  const { rows } = await sql<ImportRecord>`
    insert into imports (id, user_id, source, scope, content)
    values (${upload.id}, ${upload.userId}, ${upload.source}, ${upload.scope}, ${upload.content})
    returning ${COLUMNS}`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('insert returned no row');
  return row;
}

export async function findImport(db: Db, userId: number, id: string): Promise<ImportRecord | undefined> {
  const { rows } = await sql<ImportRecord>`
    select ${COLUMNS} from imports where id = ${id} and user_id = ${userId}`.execute(db);
  return rows[0];
}

/** The same, locked: whoever changes it does so one after another. */
export async function lockImport(tx: Tx, userId: number, id: string): Promise<ImportRecord | undefined> {
  const { rows } = await sql<ImportRecord>`
    select ${COLUMNS} from imports where id = ${id} and user_id = ${userId} for update`.execute(tx);
  return rows[0];
}

/** Takes the file out of an import; undefined when it was taken before. */
export async function takeContent(
  tx: Tx,
  id: string,
): Promise<{ source: ImportSource; scope: PortableScope; content: Buffer } | undefined> {
  const { rows } = await sql<{ source: ImportSource; scope: PortableScope; content: Buffer }>`
    with taken as (select id, content from imports where id = ${id} and status = 'reading' and content is not null for update)
    update imports i set content = null from taken where i.id = taken.id
    returning i.source, i.scope, taken.content`.execute(tx);
  return rows[0];
}

export async function failImport(tx: Tx, id: string, fault: NonNullable<Import['fault']>): Promise<void> {
  await sql`update imports set status = 'failed', fault = ${JSON.stringify(fault)}::jsonb
    where id = ${id} and status in ('reading', 'matching')`.execute(tx);
}

/** Moves an import on from one state; false when it is in another. */
export async function moveImport(
  tx: Tx,
  id: string,
  from: Import['status'],
  to: Import['status'],
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update imports set status = ${to} where id = ${id} and status = ${from}`.execute(tx);
  return numAffectedRows === 1n;
}

export async function keepLists(tx: Tx, id: string, lists: readonly PortableList[]): Promise<void> {
  await sql`update imports set lists = ${JSON.stringify(lists)}::jsonb where id = ${id}`.execute(tx);
}

export async function findLists(tx: Tx, id: string): Promise<PortableList[]> {
  const { rows } = await sql<{ lists: PortableList[] }>`select lists from imports where id = ${id}`.execute(
    tx,
  );
  return rows[0]?.lists ?? [];
}

export async function deleteImport(tx: Tx, id: string): Promise<void> {
  await sql`delete from imports where id = ${id}`.execute(tx);
}

export async function deleteExpiredImports(tx: Tx): Promise<void> {
  await sql`delete from imports where expires_at < now()`.execute(tx);
}

// Rows -------------------------------------------------------------------------------------------------

export interface NewRow {
  readonly number: number;
  readonly line: number | null;
  readonly place: Partial<PortablePlace>;
  readonly kept: Partial<Kept>;
  readonly turn: number;
  readonly status: 'waiting' | 'invalid';
  readonly reason: string | null;
}

export async function insertRows(tx: Tx, importId: string, rows: readonly NewRow[]): Promise<void> {
  await sql`
    insert into import_rows (import_id, number, line, place, kept, turn, status, reason)
    select ${importId}, r.number, r.line, r.place, r.kept, r.turn, r.status, r.reason
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(number int, line int, place jsonb, kept jsonb, turn int, status text, reason text)`.execute(tx);
}

export interface WaitingRow {
  readonly number: number;
  readonly place: PortablePlace;
}

export async function findWaitingRows(tx: Tx, importId: string, limit: number): Promise<WaitingRow[]> {
  const { rows } = await sql<WaitingRow>`
    select number, place from import_rows where import_id = ${importId} and status = 'waiting'
    order by number limit ${limit}`.execute(tx);
  return rows;
}

export interface MatchedRow {
  readonly number: number;
  readonly status: 'matched' | 'ambiguous' | 'unmatched';
  readonly candidates: readonly Candidate[];
  readonly restaurantId: number | null;
}

export async function saveMatches(tx: Tx, importId: string, matches: readonly MatchedRow[]): Promise<void> {
  await sql`
    update import_rows r set status = m.status, candidates = m.candidates, restaurant_id = m."restaurantId"
    from jsonb_to_recordset(${JSON.stringify(matches)}::jsonb)
      as m(number int, status text, candidates jsonb, "restaurantId" bigint)
    where r.import_id = ${importId} and r.number = m.number`.execute(tx);
}

export async function countRows(db: Db, importId: string): Promise<Import['counts']> {
  const states = ['waiting', 'matched', 'ambiguous', 'unmatched', 'invalid'];
  const outcomes = ['added', 'present', 'skipped', 'failed'];
  const counted = (column: string, values: string[]) =>
    values.map(
      (value) => sql`count(*) filter (where ${sql.ref(column)} = ${value})::int as ${sql.ref(value)}`,
    );
  const { rows } = await sql<Import['counts']>`
    select count(*)::int as rows, ${sql.join([...counted('status', states), ...counted('outcome', outcomes)])}
    from import_rows where import_id = ${importId}`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('a count returned no row');
  return row;
}

export interface ImportRowRecord {
  readonly row: number;
  readonly line: number | null;
  readonly place: PortablePlace;
  readonly kept: Kept;
  readonly status: ImportRowStatus;
  readonly reason: string | null;
  readonly candidates: readonly Candidate[];
  readonly restaurantId: number | null;
  readonly outcome: ImportOutcome | null;
}

export async function findRowPage(
  db: Db,
  importId: string,
  { page, pageSize, status }: { page: number; pageSize: number; status?: ImportRowStatus | undefined },
): Promise<{ rows: ImportRowRecord[]; total: number }> {
  const where = sql`import_id = ${importId} ${status === undefined ? sql`` : sql`and status = ${status}`}`;
  const [{ rows }, counted] = await Promise.all([
    sql<ImportRowRecord>`
      select number as row, line, place, kept, status, reason, candidates, restaurant_id as "restaurantId", outcome
      from import_rows where ${where} order by number limit ${pageSize} offset ${(page - 1) * pageSize}`.execute(
      db,
    ),
    sql<{ total: number }>`select count(*)::int as total from import_rows where ${where}`.execute(db),
  ]);
  return { rows, total: counted.rows[0]?.total ?? 0 };
}

// Commit -----------------------------------------------------------------------------------------------

type Decisions = readonly { readonly row: number; readonly restaurantId: number | null }[];

/** The first decision that names a row which is not there, or a restaurant that is none of its candidates. */
export async function findWrongDecision(
  tx: Tx,
  importId: string,
  decisions: Decisions,
): Promise<{ row: number; isRowKnown: boolean } | undefined> {
  const { rows } = await sql<{ row: number; isRowKnown: boolean }>`
    select d.row, r.number is not null as "isRowKnown"
    from jsonb_to_recordset(${JSON.stringify(decisions)}::jsonb) as d(row int, "restaurantId" bigint)
    left join import_rows r on r.import_id = ${importId} and r.number = d.row
    where r.number is null or (d."restaurantId" is not null and not r.candidates @> jsonb_build_array(jsonb_build_object('restaurantId', d."restaurantId")))
    order by d.row limit 1`.execute(tx);
  return rows[0];
}

/** Writes the decisions down and leaves out every row for which there is nothing to add. */
export async function decideRows(tx: Tx, importId: string, decisions: Decisions): Promise<void> {
  await sql`
    update import_rows r set restaurant_id = d."restaurantId"
    from jsonb_to_recordset(${JSON.stringify(decisions)}::jsonb) as d(row int, "restaurantId" bigint)
    where r.import_id = ${importId} and r.number = d.row and r.status <> 'invalid'`.execute(tx);
  await sql`
    update import_rows set outcome = 'skipped' where import_id = ${importId} and restaurant_id is null`.execute(
    tx,
  );
}

export async function startCommit(tx: Tx, id: string, restoresReviews: boolean): Promise<void> {
  await sql`
    update imports set status = 'committing', restores_reviews = ${restoresReviews} where id = ${id}`.execute(
    tx,
  );
}

export interface RowToAdd {
  readonly number: number;
  /** what answers for the restaurant by now; null when it was purged */
  readonly restaurantId: number | null;
  readonly kept: Kept;
}

export async function findRowsToAdd(tx: Tx, importId: string, limit: number): Promise<RowToAdd[]> {
  const { rows } = await sql<RowToAdd>`
    select r.number, coalesce(a.restaurant_id, r.restaurant_id) as "restaurantId", r.kept
    from import_rows r left join restaurant_aliases a on a.alias_id = r.restaurant_id
    where r.import_id = ${importId} and r.outcome is null order by r.turn, r.number limit ${limit}`.execute(
    tx,
  );
  return rows;
}

/** The place that was ranked last, by category. */
export async function findLastRanked(tx: Tx, importId: string): Promise<Map<Category, number>> {
  const { rows } = await sql<{ category: Category; restaurantId: number }>`
    select distinct on (category) category, restaurant_id as "restaurantId" from (
      select r.restaurant_id, r.turn, r.number, relation->>'category' as category
      from import_rows r, jsonb_array_elements(r.kept->'relations') relation
      where r.import_id = ${importId} and r.outcome = 'added' and relation->>'rank' is not null and relation->>'status' = 'been'
    ) ranked where restaurant_id is not null order by category, turn desc, number desc`.execute(tx);
  return new Map(rows.map(({ category, restaurantId }) => [category, restaurantId]));
}

export async function saveOutcomes(
  tx: Tx,
  importId: string,
  outcomes: readonly {
    readonly number: number;
    readonly outcome: ImportOutcome;
    readonly reason: string | null;
  }[],
): Promise<void> {
  await sql`
    update import_rows r set outcome = o.outcome, reason = o.reason
    from jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb) as o(number int, outcome text, reason text)
    where r.import_id = ${importId} and r.number = o.number`.execute(tx);
}

/** Which restaurant each id of the file became. */
export async function findAddedIds(tx: Tx, importId: string): Promise<Map<number, number>> {
  const { rows } = await sql<{ fileId: number; restaurantId: number }>`
    select (place->>'restaurantId')::bigint as "fileId", coalesce(a.restaurant_id, r.restaurant_id) as "restaurantId"
    from import_rows r left join restaurant_aliases a on a.alias_id = r.restaurant_id
    where r.import_id = ${importId} and r.restaurant_id is not null and outcome in ('added', 'present')
      and place->>'restaurantId' is not null`.execute(tx);
  return new Map(rows.map(({ fileId, restaurantId }) => [fileId, restaurantId]));
}
