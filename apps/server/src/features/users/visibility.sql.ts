import { type RawBuilder, sql } from 'kysely';
import { isShown } from './moderated-content.sql.js';

/* Who sees what: the one rule of visibility as SQL. Its pure twin is visibility.rules.ts; a test holds the two
   against each other. A `viewer` is the text of a parameter that holds the viewer's id or null. */

/** The condition that the account `alias` stands: not deleted, deactivated or suspended. */
export const accountStands = (alias: string): string =>
  `${alias}.deleted_at is null and ${alias}.deactivated_at is null and (${alias}.suspended_until is null or ${alias}.suspended_until < now())`;

/**
 * Everybody whom the viewer must not meet: blocked by or blocking them. It depends on the viewer alone, so the
 * database works it out once per statement, whatever the number of rows.
 */
export const hiddenFrom = (viewer: string): string =>
  `array(select b.blocked_id from blocks b where b.blocker_id = ${viewer}::bigint union all select b.blocker_id from blocks b where b.blocked_id = ${viewer}::bigint)`;

/** The condition that the account `alias` exists for the viewer. Twin of `isThereFor`. */
export const accountIsThere = (alias: string, viewer: string): string =>
  `${accountStands(alias)} and ${alias}.id <> all (${hiddenFrom(viewer)})`;

/** The condition that what the account `alias` keeps is open to the viewer. Twin of `isOpenTo`. */
export const accountIsOpen = (alias: string, viewer: string): string =>
  `${accountIsThere(alias, viewer)} and (${alias}.is_public or ${alias}.id = ${viewer}::bigint or exists (
     select from follows seen where seen.follower_id = ${viewer}::bigint and seen.followee_id = ${alias}.id and seen.status = 'accepted'))`;

/** The condition that the relation `rel` of the open account `owner` is shown. Twin of `showsKept`. */
export const relationIsShown = (rel: string, owner: string, viewer: string): string =>
  `(${owner}.id = ${viewer}::bigint or (not ${rel}.is_stealth and (${rel}.status <> 'want_to_try' or ${owner}.shows_want_to_try)))`;

/** The condition that the viewer may see the activity `activity` of the account `owner`. */
export const activityIsShown = (activity: string, owner: string, viewer: string): string =>
  `${activity}.deleted_at is null and ${isShown(activity, `${viewer}::bigint`)} and ${accountIsOpen(owner, viewer)}
  and (${owner}.id = ${viewer}::bigint or (not ${activity}.is_stealth and (${activity}.type <> 'want_to_try' or ${owner}.shows_want_to_try)))
  and not exists (select from restaurants gone where gone.id = ${activity}.restaurant_id and gone.deleted_at is not null)`;

/** The condition that the viewer has not muted the account `alias`. */
export const isNotMuted = (alias: string, viewer: string): string =>
  `not exists (select from mutes m where m.muter_id = ${viewer}::bigint and m.muted_id = ${alias}.id)`;

const HOLE = '\u0000viewer';

/** A condition of this file with the viewer's id as a parameter, for composed statements. */
const composed = (condition: (viewer: string) => string, viewerId: number | null): RawBuilder<boolean> =>
  sql<boolean>`${sql.join(
    condition(HOLE)
      .split(HOLE)
      .map((text) => sql.raw(text)),
    sql`${viewerId}`,
  )}`;

/** The same for composed statements: `isThereTo('u', viewerId)`. */
export const isThereTo = (alias: string, viewerId: number | null): RawBuilder<boolean> =>
  composed((viewer) => accountIsThere(alias, viewer), viewerId);

export const accountIsOpenTo = (alias: string, viewerId: number | null): RawBuilder<boolean> =>
  composed((viewer) => accountIsOpen(alias, viewer), viewerId);

export const relationIsShownTo = (rel: string, owner: string, viewerId: number | null): RawBuilder<boolean> =>
  composed((viewer) => relationIsShown(rel, owner, viewer), viewerId);
