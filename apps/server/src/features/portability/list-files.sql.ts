import type { Category, RelationStatus } from '@beli/contract';
import { sql } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { shownRanks } from '../lists/lists.public.js';
import { accountIsOpenTo, isShownTo, isThereTo, relationIsShownTo } from '../users/users.public.js';
import type { Kept, PortableList, PortablePlace } from './kept-places.js';

/** Whose file it is, who gets it and which part of what is kept. */
export interface FileRequest {
  readonly userId: number;
  readonly viewerId: number | null;
  /** null: everything, with visits, reviews and lists; for the person only */
  readonly status: RelationStatus | null;
  readonly category: Category | null;
}

export const isOwn = ({ userId, viewerId }: FileRequest): boolean => userId === viewerId;

/** Restaurants of a list in its order: ranked first, then the newest. Of everything: by their ids. */
export async function findRestaurantIds(db: Db, request: FileRequest): Promise<number[]> {
  const { userId, viewerId, status, category } = request;
  const { rows } =
    status === null
      ? await sql<{ id: number }>`/* file-everything */
          select restaurant_id as id from relations where user_id = ${userId}
          union select restaurant_id from visits where user_id = ${userId}
          union select restaurant_id from reviews where user_id = ${userId} and deleted_at is null
          union select i.restaurant_id from list_items i join lists l on l.id = i.list_id where l.user_id = ${userId} and l.deleted_at is null
          order by id`.execute(db)
      : await sql<{ id: number }>`
          select rel.restaurant_id as id from relations rel join users u on u.id = rel.user_id
          left join (${shownRanks(userId, isOwn(request))}) ranks on rel.status = 'been' and ranks.restaurant_id = rel.restaurant_id
          where rel.user_id = ${userId} and rel.status = ${status} and ${relationIsShownTo('rel', 'u', viewerId)}
            ${category === null ? sql`` : sql`and rel.category = ${category}`}
          order by rel.category, ranks.rank_index nulls last, rel.created_at desc, rel.id desc`.execute(db);
  return rows.map(({ id }) => id);
}

/** 1-based ranks of been places, without a gap where the viewer must not know of one. */
export async function findRanks(db: Db, request: FileRequest): Promise<Map<number, number>> {
  const { rows } = await sql<{ restaurantId: number; rank: number }>`
    select restaurant_id as "restaurantId", rank_index + 1 as rank
    from (${shownRanks(request.userId, isOwn(request))}) ranks`.execute(db);
  return new Map(rows.map(({ restaurantId, rank }) => [restaurantId, rank]));
}

const PLACE = sql`r.id as "restaurantId", r.name, r.address, r.city, r.state, r.country, r.external_id as "externalId",
  st_y(r.location::geometry) as latitude, st_x(r.location::geometry) as longitude`;

const ISO = sql.raw(`'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`);

/** Places with what is kept about them, in the order asked for. */
export async function findPlaces(
  db: Db,
  request: FileRequest,
  restaurantIds: readonly number[],
): Promise<(PortablePlace & Kept)[]> {
  const { userId, viewerId, status } = request;
  const own = isOwn(request);
  const { rows } = await sql<PortablePlace & Kept>`
    select ${PLACE},
      coalesce((select json_agg(json_build_object(
          'status', rel.status, 'category', rel.category, 'rating', rel.rating, 'ratingSource', rel.rating_source,
          'sentiment', rel.sentiment, 'notes', case when ${own} or not rel.notes_private then rel.notes end,
          'notesPrivate', rel.notes_private, 'tags', rel.tags, 'goodFor', rel.good_for, 'favoriteDishes', rel.favorite_dishes,
          'companions', case when ${own} then rel.companion_ids else '{}' end, 'isStealth', rel.is_stealth,
          'addedAt', to_char(rel.created_at at time zone 'UTC', ${ISO})) order by rel.status)
        from relations rel join users u on u.id = rel.user_id
        where rel.user_id = ${userId} and rel.restaurant_id = r.id and ${relationIsShownTo('rel', 'u', viewerId)}
          ${status === null ? sql`` : sql`and rel.status = ${status}`}), '[]') as relations,
      coalesce(${
        own
          ? sql`(select json_agg(json_build_object('visitDate', v.visit_date, 'notes', v.notes, 'companions', v.companion_ids) order by v.visit_date, v.id)
             from visits v where v.user_id = ${userId} and v.restaurant_id = r.id and ${status === null || status === 'been'})`
          : sql`(select json_agg(json_build_object('visitDate', rel.visit_date, 'notes', null, 'companions', json_build_array()))
             from relations rel where rel.user_id = ${userId} and rel.restaurant_id = r.id and rel.status = ${status} and rel.status = 'been' and rel.visit_date is not null)`
      }, '[]') as visits,
      ${
        status === null
          ? sql`(select json_build_object('rating', w.rating, 'title', w.title, 'content', w.content, 'tags', w.tags, 'orderItems', w.order_items,
             'companions', w.companion_ids, 'visitDate', w.visit_date, 'createdAt', to_char(w.created_at at time zone 'UTC', ${ISO}))
             from reviews w where w.user_id = ${userId} and w.restaurant_id = r.id and w.deleted_at is null)`
          : sql`null::json`
      } as review
    from unnest(${restaurantIds}::bigint[]) with ordinality as asked(id, number) join restaurants r on r.id = asked.id
    order by asked.number`.execute(db);
  return rows;
}

// Lists of the person's own ----------------------------------------------------------------------------

export interface FileList {
  readonly id: number;
  readonly userId: number;
}

/** A list that the viewer may see: the own ones, public ones of accounts that are open, those that one works on. */
export async function findVisibleList(
  db: Db,
  id: number,
  viewerId: number | null,
): Promise<FileList | undefined> {
  const { rows } = await sql<FileList>`/* file-visible-list */
    select l.id, l.user_id as "userId" from lists l join users u on u.id = l.user_id
    where l.id = ${id} and l.deleted_at is null and ${isShownTo('l', viewerId)}
      and (l.user_id = ${viewerId}::bigint or (l.is_public and ${accountIsOpenTo('u', viewerId)})
        or (${isThereTo('u', viewerId)} and exists (
          select from list_collaborators c where c.list_id = l.id and c.user_id = ${viewerId}::bigint)))`.execute(
    db,
  );
  return rows[0];
}

/** The next lists of a person, oldest first, with everything on them. */
export async function findOwnLists(
  db: Db,
  userId: number,
  afterId: number,
  limit: number,
): Promise<(PortableList & { id: number })[]> {
  return findListsWhere(db, sql`l.user_id = ${userId} and l.id > ${afterId}`, limit);
}

export async function findListContent(db: Db, id: number): Promise<PortableList[]> {
  return findListsWhere(db, sql`l.id = ${id}`, 1);
}

async function findListsWhere(
  db: Db,
  condition: ReturnType<typeof sql>,
  limit: number,
): Promise<(PortableList & { id: number })[]> {
  const { rows } = await sql<PortableList & { id: number }>`
    select l.id, l.name, l.description, l.category, l.is_public as "isPublic", l.is_ranked as "isRanked",
      to_char(l.created_at at time zone 'UTC', ${ISO}) as "createdAt",
      coalesce((select json_agg(json_build_object('restaurantId', i.restaurant_id, 'note', i.note,
          'addedAt', to_char(i.added_at at time zone 'UTC', ${ISO})) order by i.position)
        from list_items i where i.list_id = l.id), '[]') as items
    from lists l where ${condition} and l.deleted_at is null order by l.id limit ${limit}`.execute(db);
  return rows;
}
