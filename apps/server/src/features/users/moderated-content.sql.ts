import type { ReportedContent } from '@beli/contract';
import { CompiledQuery, type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';

/**
 * Text of the condition that content `alias`, a row with `hidden_at` and `user_id`, is shown to the viewer whose
 * id (or null) is the parameter: what moderation hid, only its author still sees.
 */
export const isShown = (alias: string, viewerParameter: string): string =>
  `(${alias}.hidden_at is null or ${alias}.user_id = ${viewerParameter})`;

/** The same for composed statements. */
export const isShownTo = (alias: string, viewerId: number | null): RawBuilder<boolean> =>
  sql<boolean>`(${sql.ref(`${alias}.hidden_at`)} is null or ${sql.ref(`${alias}.user_id`)} = ${viewerId}::bigint)`;

/** What moderation sees of something that can be reported. */
export interface ReportedRow {
  readonly id: number;
  readonly authorId: number | null;
  /** whether not everybody may see it */
  readonly isPrivate: boolean;
  readonly isHidden: boolean;
  readonly isGone: boolean;
  readonly content: ReportedContent;
}

/** What moderation does to rows of a table that have `hidden_at` and `deleted_at`. */
export interface Hiding {
  /** Hides what was hidden before anew: what `at` restores is only what this hid. */
  hide(tx: Tx, id: number, at: Date): Promise<void>;
  /** Deletes and hides; true when it was there until now. */
  remove(tx: Tx, id: number, at: Date): Promise<boolean>;
  /** Takes back what was hidden or removed at that instant; true when it is there again. */
  restore(tx: Tx, id: number, at: Date): Promise<boolean>;
}

/**
 * @param key the column that the id is of
 * @param mayReturn text of the condition on `t` under which a deleted row may come back
 */
export function hiding(table: string, key = 'id', mayReturn = 'true'): Hiding {
  const HIDE = `/* ${table}-by-${key}-hide */ update ${table} set hidden_at = $2 where ${key} = $1`;
  const REMOVE = `/* ${table}-by-${key}-remove */
with was as (select id, deleted_at from ${table} where ${key} = $1 for update)
update ${table} t set hidden_at = $2, deleted_at = coalesce(t.deleted_at, $2)
from was where t.id = was.id returning was.deleted_at is null as changed`;
  const RESTORE = `/* ${table}-by-${key}-restore */
with was as (select id, deleted_at from ${table} where ${key} = $1 and (hidden_at = $2 or deleted_at = $2) for update)
update ${table} t set hidden_at = nullif(t.hidden_at, $2),
  deleted_at = case when ${mayReturn} then nullif(t.deleted_at, $2) else t.deleted_at end
from was where t.id = was.id returning was.deleted_at is not null and t.deleted_at is null as changed`;
  const run = async (tx: Tx, text: string, id: number, at: Date) => {
    const { rows } = await tx.executeQuery<{ changed: boolean }>(CompiledQuery.raw(text, [id, at]));
    return rows.some(({ changed }) => changed);
  };
  return {
    hide: async (tx, id, at) => void (await run(tx, HIDE, id, at)),
    remove: (tx, id, at) => run(tx, REMOVE, id, at),
    restore: (tx, id, at) => run(tx, RESTORE, id, at),
  };
}

interface Shape {
  /** rows as `c`, with what visibility and columns need */
  readonly from: string;
  readonly authorId: string;
  readonly isPrivate: string;
  readonly hiddenAt: string;
  readonly title: string;
  readonly text: string;
  readonly photos: string;
  readonly rating: string;
  readonly restaurantId: string;
}

const select = (
  shape: Shape,
) => `select c.id, ${shape.authorId} as "authorId", ${shape.isPrivate} as "isPrivate",
  ${shape.hiddenAt} is not null as "isHidden", c.deleted_at is not null as "isGone",
  json_build_object('title', ${shape.title}, 'text', ${shape.text}, 'photos', ${shape.photos}, 'rating', ${shape.rating},
    'restaurantId', ${shape.restaurantId},
    'createdAt', to_char(c.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as content
from ${shape.from}`;

/** Finds rows by id for moderation, whoever may see them and whether they are there still. */
export function reportedFinder(name: string, shape: Shape) {
  const BY_IDS = `/* reported-${name} */ ${select(shape)} where c.id = any($1::bigint[])`;
  return async (db: Db, ids: readonly number[]): Promise<Map<number, ReportedRow>> => {
    if (ids.length === 0) return new Map();
    const { rows } = await db.executeQuery<ReportedRow>(CompiledQuery.raw(BY_IDS, [ids]));
    return new Map(rows.map((row) => [row.id, row]));
  };
}

/** What moderation knows of and does to one kind of content. */
export interface ModeratedContent {
  findReported(db: Db, ids: readonly number[]): Promise<Map<number, ReportedRow>>;
  /** The row if the viewer may see it. */
  findReportable(db: Db, id: number, viewerId: number): Promise<ReportedRow | undefined>;
  hide(tx: Tx, id: number, at: Date): Promise<void>;
  remove(tx: Tx, id: number, at: Date): Promise<void>;
  restore(tx: Tx, id: number, at: Date): Promise<void>;
}

/**
 * @param isVisible text of the condition on `c` under which others see what is neither deleted nor hidden; the
 *   viewer's id is `$2`
 * @param count moves the counters of what was taken away (-1) or came back (1)
 */
export function moderatedContent(
  table: string,
  shape: Shape,
  isVisible: string,
  count?: (tx: Tx, id: number, step: 1 | -1) => Promise<void>,
  rows: Hiding = hiding(table),
): ModeratedContent {
  const REPORTABLE = `/* reportable-${table} */ ${select(shape)}
where c.id = $1 and c.deleted_at is null and ${isShown('c', '$2::bigint')} and ${isVisible}`;
  return {
    findReported: reportedFinder(table, shape),
    async findReportable(db, id, viewerId) {
      return (await db.executeQuery<ReportedRow>(CompiledQuery.raw(REPORTABLE, [id, viewerId]))).rows[0];
    },
    hide: rows.hide,
    async remove(tx, id, at) {
      if (await rows.remove(tx, id, at)) await count?.(tx, id, -1);
    },
    async restore(tx, id, at) {
      if (await rows.restore(tx, id, at)) await count?.(tx, id, 1);
    },
  };
}
