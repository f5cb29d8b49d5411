import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../platform/database/database.js';
import { affected } from './import-session.sql.js';

/** A number below 2^28 that follows from a text alone, the same on every machine and in every version. */
export const hashOf = (text: RawBuilder<unknown>): RawBuilder<number> =>
  sql<number>`('x' || left(md5(${text}), 7))::bit(28)::int`;

/**
 * Lists the people of the staged rows in `staged_people`, with the account of those who have one.
 * @param ids a query for their external ids, in any order and number
 */
export async function stagePeople(tx: Tx, ids: RawBuilder<unknown>): Promise<void> {
  await sql`
    create temp table staged_people on commit drop as
    select p.external_id, u.id as user_id, coalesce(u.deleted_at is not null, false) as is_gone
    from (select distinct external_id from (${ids}) as named(external_id)) p
    left join users u on u.external_id = p.external_id`.execute(tx);
  await sql`create unique index on staged_people (external_id)`.execute(tx);
  await sql`analyze staged_people`.execute(tx);
}

/** What a new person's row says from its first version on. */
export interface FirstCounters {
  /** a query for external_id and the columns below, for people without an account */
  readonly query: RawBuilder<unknown>;
  readonly columns: readonly string[];
}

/**
 * Makes accounts for those who have none: no e-mail, no password, a name made of the id. Their counters are
 * right from the start, so no second version of any row is written.
 */
export async function insertPeople(tx: Tx, { query, columns }: FirstCounters): Promise<number> {
  const counters = sql.join(columns.map((column) => sql.ref(column)));
  const values = sql.join(
    columns.map((column) =>
      column.endsWith('_on') ? sql.ref(`c.${column}`) : sql`coalesce(${sql.ref(`c.${column}`)}, 0)`,
    ),
  );
  const added = await affected(
    tx,
    sql`
    with fresh as (
      select p.external_id, substring(p.external_id from '[0-9]+$') as number,
        regexp_replace(regexp_replace(p.external_id, '^([A-Za-z]+)[^A-Za-z0-9]*([0-9]+)$', '\\1_\\2'), '[^A-Za-z0-9_]+', '_', 'g')::citext as wish
      from staged_people p where p.user_id is null
    ), named as (
      -- A name that is taken, or no name at all, gives way to one made of the whole id.
      select f.external_id, f.number, case
        when f.wish::text ~ '^[A-Za-z0-9_]{3,20}$' and count(*) over (partition by f.wish) = 1
          and not exists (select from users u where u.username = f.wish) then f.wish
        else ('guest_' || left(md5(f.external_id), 14))::citext end as username
      from fresh f
    ), counted as (${query})
    insert into users (external_id, username, display_name, created_at, updated_at, ${counters})
    select n.external_id, n.username, 'Guest ' || coalesce(n.number, left(n.external_id, 90)), born.at, born.at, ${values}
    from named n left join counted c on c.external_id = n.external_id,
      lateral (select timestamptz '2020-01-01 00:00+00' + ${hashOf(sql`n.external_id`)} % 31536000 * interval '1 second' as at) born
    order by born.at`,
  );
  await sql`alter table staged_people add column is_new boolean not null default false`.execute(tx);
  await sql`
    update staged_people p set user_id = u.id, is_new = true from users u
    where p.user_id is null and u.external_id = p.external_id`.execute(tx);
  return added;
}
