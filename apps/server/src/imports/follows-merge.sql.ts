import { sql } from 'kysely';
import type { Tx } from '../platform/database/database.js';
import { toCopyLine } from './copy-text.rules.js';
import type { ImportedFollow } from './graph-rows.rules.js';
import { affected } from './import-session.sql.js';
import { hashOf, insertPeople, stagePeople } from './people.sql.js';
import { refuseRepeated } from './refusals.sql.js';

export const FOLLOW_STAGING = ['line', 'follower', 'followee'];

export const toFollowLine = (line: number, { follower, followee }: ImportedFollow): string =>
  toCopyLine([line, follower, followee]);

export async function createFollowStaging(tx: Tx): Promise<void> {
  await sql`create temp table staged (line integer not null, follower text not null, followee text not null) on commit drop`.execute(
    tx,
  );
}

export interface FollowsMerged {
  readonly people: number;
  readonly added: number;
  readonly unchanged: number;
  readonly recounted: number;
  /** people who were there before and have new numbers */
  readonly touchedIds: number[];
}

/** Makes the people and the follows between them; every follow is accepted. */
export async function mergeFollows(tx: Tx): Promise<FollowsMerged> {
  await refuseRepeated(tx, ['follower', 'followee']);
  await stagePeople(tx, sql`select follower from staged union all select followee from staged`);
  await sql`
    with removed as (
      delete from staged s using staged_people p
      where p.is_gone and p.external_id in (s.follower, s.followee) returning s.line, s.follower, s.followee
    )
    insert into refused select distinct on (line) line, 'one of the two has left', follower || ',' || followee from removed`.execute(
    tx,
  );
  await sql`analyze staged`.execute(tx);
  const people = await insertPeople(tx, {
    columns: ['followers_count', 'following_count'],
    query: sql`
      select p.external_id, i.followers_count, o.following_count from staged_people p
      left join (select followee as external_id, count(*)::int as followers_count from staged group by followee) i using (external_id)
      left join (select follower as external_id, count(*)::int as following_count from staged group by follower) o using (external_id)
      where p.user_id is null`,
  });
  // Both sides of a friendship carry the same time; all of them lie in 2021 to 2024.
  const added = await affected(
    tx,
    sql`
    insert into follows (follower_id, followee_id, status, created_at, accepted_at)
    select a.user_id, b.user_id, 'accepted', since.at, since.at
    from staged s join staged_people a on a.external_id = s.follower join staged_people b on b.external_id = s.followee,
      lateral (select timestamptz '2021-01-01 00:00+00'
        + ${hashOf(sql`least(s.follower, s.followee) || '|' || greatest(s.follower, s.followee)`)} % 126144000 * interval '1 second' as at) since
    order by a.user_id, b.user_id
    on conflict do nothing`,
  );
  const { rows } = await sql<{ staged: number }>`select count(*)::int as staged from staged`.execute(tx);
  const touchedIds = await recountFollows(tx);
  return {
    people,
    added,
    unchanged: (rows[0]?.staged ?? 0) - added,
    recounted: touchedIds.length,
    touchedIds,
  };
}

/** Sets the counters of people who were there before, where they differ from the follows. */
async function recountFollows(tx: Tx): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with touched as (select user_id as id from staged_people where not is_new and not is_gone),
    followers as (select followee_id as id, count(*)::int as n from follows where status = 'accepted' group by followee_id),
    following as (select follower_id as id, count(*)::int as n from follows where status = 'accepted' group by follower_id)
    update users u set followers_count = coalesce(i.n, 0), following_count = coalesce(o.n, 0)
    from touched t left join followers i using (id) left join following o using (id)
    where u.id = t.id and (u.followers_count, u.following_count) is distinct from (coalesce(i.n, 0), coalesce(o.n, 0))
    returning u.id::int`.execute(tx);
  return rows.map(({ id }) => id);
}
