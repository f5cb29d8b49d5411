import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../platform/database/database.js';
import { toCopyLine } from './copy-text.rules.js';
import type { ImportedVisits } from './graph-rows.rules.js';
import { affected } from './import-session.sql.js';
import { hashOf, insertPeople, stagePeople } from './people.sql.js';
import { refuseRepeated } from './refusals.sql.js';

/** Visits are spread over so many days before the given one. */
const SPREAD_DAYS = 400;

export const VISIT_STAGING = ['line', 'person', 'venue', 'times'];

export const toVisitLine = (line: number, { person, venue, times }: ImportedVisits): string =>
  toCopyLine([line, person, venue, times]);

export async function createVisitStaging(tx: Tx): Promise<void> {
  await sql`create temp table staged (line integer not null, person text not null, venue text not null, times integer not null) on commit drop`.execute(
    tx,
  );
}

export interface VisitsMerged {
  readonly people: number;
  readonly added: number;
  readonly unchanged: number;
  readonly venues: number;
  readonly restaurants: number;
  readonly recounted: number;
  readonly touchedIds: number[];
}

/**
 * The n-th most visited venue of the file (by the sum of `visits`, equals by id, byte by byte) is the n-th
 * imported restaurant in the order of its file id (byte by byte too), removed ones counted along. A visit is
 * known by person and restaurant: where the person has been there already nothing is added, whatever the
 * date, so another `asOf` moves nothing.
 */
export async function mergeVisits(tx: Tx, asOf: string): Promise<VisitsMerged> {
  await refuseRepeated(tx, ['person', 'venue']);
  await sql`analyze staged`.execute(tx);
  const { venues, restaurants } = await mapVenues(tx);
  await stagePeople(tx, sql`select distinct person from staged`);
  await planVisits(tx, asOf);
  const people = await insertPeople(tx, {
    columns: ['been_count', 'streak_days', 'longest_streak', 'last_visit_on'],
    query: sql`
      with mine as (select v.* from planned v join staged_people p on p.external_id = v.person where p.user_id is null)
      select b.external_id, b.been_count, s.streak_days, s.longest_streak, s.last_visit_on
      from (select person as external_id, count(*)::int as been_count from mine group by person) b
      join (${streaksOf(sql`select person as keeper, visit_date from mine`)}) s on s.keeper = b.external_id`,
  });
  const { rows } = await sql<{ planned: number }>`select count(*)::int as planned from planned`.execute(tx);
  const added = await insertVisits(tx);
  const touchedIds = await recountKeepers(tx);
  const unchanged = (rows[0]?.planned ?? 0) - added;
  return { people, added, unchanged, venues, restaurants, recounted: touchedIds.length, touchedIds };
}

async function mapVenues(tx: Tx): Promise<{ venues: number; restaurants: number }> {
  await sql`
    create temp table venue_places on commit drop as
    with ranked as (
      select venue, row_number() over (order by sum(times) desc, venue collate "C") as place from staged group by venue
    ), listed as (
      select id, category, deleted_at is not null as is_gone, row_number() over (order by external_id collate "C") as place
      from restaurants where external_id is not null and source is not null
    )
    select v.venue, r.id as restaurant_id, r.category, r.is_gone from ranked v left join listed r using (place)`.execute(
    tx,
  );
  await sql`create index on venue_places (venue)`.execute(tx);
  await sql`analyze venue_places`.execute(tx);
  const { rows } = await sql<{ venues: number; restaurants: number }>`
    select (select count(*)::int from venue_places) as venues,
      (select count(*)::int from restaurants where external_id is not null and source is not null) as restaurants`.execute(
    tx,
  );
  return rows[0] ?? { venues: 0, restaurants: 0 };
}

async function planVisits(tx: Tx, asOf: string): Promise<void> {
  await sql`
    insert into refused
    select s.line, case
        when v.restaurant_id is null then 'there are more venues than imported restaurants'
        when v.is_gone then 'the restaurant of this venue was removed'
        else 'the person has left' end,
      s.person || ',' || s.venue
    from staged s join venue_places v using (venue) join staged_people p on p.external_id = s.person
    where v.restaurant_id is null or v.is_gone or p.is_gone`.execute(tx);
  await sql`
    create temp table planned on commit drop as
    select s.person, v.restaurant_id, v.category, day.visit_date,
      -- between 11:00 and 23:00 UTC
      (day.visit_date + (39600 + ${hashOf(sql`s.venue || '|' || s.person`)} % 43200) * interval '1 second') at time zone 'UTC' as at
    from staged s join venue_places v using (venue) join staged_people p on p.external_id = s.person,
      lateral (select ${asOf}::date - 1 - ${hashOf(sql`s.person || '|' || s.venue`)} % ${sql.lit(SPREAD_DAYS)} as visit_date) day
    where v.restaurant_id is not null and not v.is_gone and not p.is_gone`.execute(tx);
  await sql`analyze planned`.execute(tx);
}

/** Relation, visit and activity of each planned row that is not there yet, oldest first. */
const insertVisits = (tx: Tx): Promise<number> =>
  affected(
    tx,
    sql`
    with added as (
      insert into relations (user_id, restaurant_id, status, category, visit_date, visit_count, created_at, updated_at)
      select p.user_id, v.restaurant_id, 'been', v.category, v.visit_date, 1, v.at, v.at
      from planned v join staged_people p on p.external_id = v.person
      order by v.at, p.user_id, v.restaurant_id
      on conflict (user_id, restaurant_id, status) do nothing
      returning id, user_id, restaurant_id, visit_date, created_at
    ), visited as (
      insert into visits (user_id, restaurant_id, visit_date, created_at)
      select user_id, restaurant_id, visit_date, created_at from added
    )
    insert into activities (type, user_id, restaurant_id, relation_id, created_at)
    select 'visit', user_id, restaurant_id, id, created_at from added`,
  );

/** Sets the counters of people who were there before, where they differ from what they keep. */
async function recountKeepers(tx: Tx): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with touched as materialized (select user_id as id from staged_people where not is_new and not is_gone),
    kept as (
      select user_id as id, count(*)::int as n from relations where status = 'been' and user_id in (select id from touched) group by user_id
    ), streaks as (
      ${streaksOf(sql`select user_id as keeper, visit_date from visits where user_id in (select id from touched)`)}
    )
    update users u set been_count = coalesce(k.n, 0), streak_days = coalesce(s.streak_days, 0),
      longest_streak = coalesce(s.longest_streak, 0), last_visit_on = s.last_visit_on
    from touched t left join kept k using (id) left join streaks s on s.keeper = t.id
    where u.id = t.id and (u.been_count, u.streak_days, u.longest_streak, u.last_visit_on)
      is distinct from (coalesce(k.n, 0), coalesce(s.streak_days, 0), coalesce(s.longest_streak, 0), s.last_visit_on)
    returning u.id::int`.execute(tx);
  return rows.map(({ id }) => id);
}

/**
 * Streaks from (keeper, visit_date): a day minus its rank among the keeper's days is the same throughout a
 * run of consecutive days.
 */
export const streaksOf = (days: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select keeper, (array_agg(length order by until desc))[1] as streak_days, max(length) as longest_streak, max(until) as last_visit_on
  from (
    select keeper, count(*)::int as length, max(visit_date) as until from (
      select keeper, visit_date, visit_date - row_number() over (partition by keeper order by visit_date)::int as run
      from (select distinct keeper, visit_date from (${days}) as given) as days
    ) numbered group by keeper, run
  ) runs group by keeper`;
