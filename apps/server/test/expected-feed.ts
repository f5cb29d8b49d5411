import type { TestDatabase } from './database.js';

/*
 * The feed of a person by the rules (§13), worked out a second time, from the tables alone and all at once: what
 * the feed itself does in stretches, with neighbours and lateral joins, is windows and islands here.
 */

export interface ExpectedItem {
  readonly id: string;
  /** how many more are shown in it */
  readonly othersCount: number;
}

const EXPECTED = `
with hidden as (
  select muted_id as id from mutes where muter_id = $1
  union select blocked_id from blocks where blocker_id = $1
  union select blocker_id from blocks where blocked_id = $1
), heard as (
  select users.id, shows_want_to_try from users join follows on followee_id = users.id
  where follower_id = $1 and status = 'accepted' and deleted_at is null and deactivated_at is null
    and (suspended_until is null or suspended_until <= now()) and users.id not in (select id from hidden)
), told as (
  select activities.id, type, user_id, restaurant_id, activities.created_at
  from activities join heard on heard.id = user_id left join restaurants on restaurants.id = restaurant_id
  where activities.deleted_at is null and hidden_at is null and not is_stealth and restaurants.deleted_at is null
    and not (type = 'want_to_try' and not shows_want_to_try)
), news as (
  select * from told except
  select visit.* from told visit join told review on review.type = 'review' and review.user_id = visit.user_id
    and review.restaurant_id = visit.restaurant_id
    and abs(extract(epoch from review.created_at - visit.created_at)) <= 24 * 60 * 60
  where visit.type = 'visit'
), wanted as (
  select *, row_number() over by_time as place, lead(created_at, 3) over by_time - created_at <= interval '60 minutes' as opens
  from news where type = 'want_to_try' window by_time as (partition by user_id order by created_at, id)
), glued as (
  -- a place is glued to the next by any run of four that holds both: one that opens here or up to two places before
  select *, bool_or(opens) over (partition by user_id order by place rows between 2 preceding and current row) as to_next from wanted
), islands as (
  select *, count(*) filter (where begins) over (partition by user_id order by place) as island
  from (select *, not coalesce(lag(to_next) over (partition by user_id order by place), false) as begins from glued) marked
), bursts as (
  select (array_agg(id order by place desc))[1] as id, max(created_at) as created_at, count(*)::int - 1 as others from islands group by user_id, island
)
select 'feed-' || id as id, others as "othersCount" from (
  select id, created_at, others from bursts
  union all select id, created_at, 0 from news where type <> 'want_to_try'
) items order by created_at desc, items.id desc`;

export const expectedFeed = (database: TestDatabase, personId: number): Promise<ExpectedItem[]> =>
  database.query<ExpectedItem>(EXPECTED, [personId]);
