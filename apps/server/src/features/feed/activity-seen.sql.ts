import { isShown } from '../users/users.public.js';

/* Which activities a reader is shown, as text of SQL conditions on a row of activities. */

/** Kinds of activity that a reader asked for: a condition on a row, `true` where everything passes. */
export type Passes = (alias: string) => string;
export const everything: Passes = () => 'true';

/** By parameters: types, only with a rating, only ratings of 8 and more, category; each null or false for any. */
export const filteredBy =
  (types: string, isRanking: string, isTop: string, category: string): Passes =>
  (a) =>
    `(${types}::text[] is null or ${a}.type = any(${types})) and (not ${isRanking}::boolean or ${a}.rating is not null)
     and (not ${isTop}::boolean or ${a}.rating >= 8)
     and (${category}::text is null or exists (select from restaurants r where r.id = ${a}.restaurant_id and r.category = ${category}))`;

/** Neither deleted nor hidden, in a place that is there. Removed restaurants are few: looked up once, not per row. */
const stands = (a: string, viewer: string): string =>
  `${a}.deleted_at is null and ${isShown(a, viewer)}
   and (${a}.restaurant_id is null or ${a}.restaurant_id not in (select gone.id from restaurants gone where gone.deleted_at is not null))`;

/** What others are told. */
export const isTold = (a: string, viewer: string): string => `not ${a}.is_stealth and ${stands(a, viewer)}`;

/** The same, and the viewer's own in stealth: where a person's own past is looked at. */
export const isTheirs = (a: string, viewer: string): string =>
  `(not ${a}.is_stealth or ${a}.user_id = ${viewer}::bigint) and ${stands(a, viewer)}`;

/** A visit whose place the same person reviewed within a day is told by the review. */
export const isToldByReview = (a: string, told: (alias: string) => string): string =>
  `${a}.type = 'visit' and exists (
     select from activities v where v.user_id = ${a}.user_id and v.restaurant_id = ${a}.restaurant_id and v.type = 'review'
       and v.deleted_at is null and v.created_at between ${a}.created_at - interval '24 hours' and ${a}.created_at + interval '24 hours'
       and ${told('v')})`;

/*
 * Any four want to try of one person within an hour are shown in one item, that of the newest. So two that follow
 * each other belong together exactly when four in a row, with both of them, lie within an hour: three neighbours
 * on each side tell.
 */
const neighbours = (a: string, side: 'newer' | 'older', told: (alias: string) => string): string => {
  const [beyond, until, order] =
    side === 'newer'
      ? ['>', `<= ${a}.created_at + interval '1 hour'`, 'asc']
      : ['<', `>= ${a}.created_at - interval '1 hour'`, 'desc'];
  return `array(select n.created_at from activities n where n.user_id = ${a}.user_id and n.type = 'want_to_try'
     and (n.created_at, n.id) ${beyond} (${a}.created_at, ${a}.id) and n.created_at ${until} and ${told('n')}
     order by n.created_at ${order}, n.id ${order} limit 3)`;
};

/** A lateral join: `burst` says whether the row belongs to a newer one, and whether older ones belong to it. */
export const burstOf = (a: string, told: (alias: string) => string): string => `left join lateral (
  select coalesce(newer[3] is not null or newer[2] - older[1] <= interval '1 hour' or newer[1] - older[2] <= interval '1 hour', false) as follows,
    older[3] is not null as leads
  from (select ${neighbours(a, 'newer', told)} as newer, ${neighbours(a, 'older', told)} as older offset 0) near
) burst on ${a}.type = 'want_to_try'`;
