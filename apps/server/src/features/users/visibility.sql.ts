import { type RawBuilder, sql } from 'kysely';

/** Text of the condition that the account `alias` exists for other people at all. */
export const accountIsThere = (alias: string): string =>
  `${alias}.deleted_at is null and ${alias}.deactivated_at is null and (${alias}.suspended_until is null or ${alias}.suspended_until < now())`;

/**
 * Text of the condition that what the account `alias` keeps is open to the viewer whose id (or null) is the
 * parameter. Twin of `isOpenTo`.
 */
export const accountIsOpen = (alias: string, viewerParameter: string): string =>
  `${accountIsThere(alias)} and (${alias}.is_public or ${alias}.id = ${viewerParameter} or exists (
     select from follows seen where seen.follower_id = ${viewerParameter} and seen.followee_id = ${alias}.id and seen.status = 'accepted'))`;

/** The same for composed statements. */
export const accountIsOpenTo = (alias: string, viewerId: number | null): RawBuilder<boolean> =>
  sql<boolean>`${sql.raw(accountIsThere(alias))} and (${sql.ref(`${alias}.is_public`)} or ${sql.ref(`${alias}.id`)} = ${viewerId}::bigint or exists (
     select from follows seen where seen.follower_id = ${viewerId}::bigint and seen.followee_id = ${sql.ref(`${alias}.id`)} and seen.status = 'accepted'))`;
