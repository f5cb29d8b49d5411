import type { ActivityInput } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { accountIsOpen } from '../users/users.public.js';
import { isTheirs } from './activity-seen.sql.js';
import { type ActivityRow, COLUMNS } from './feed-page.sql.js';

const SHOWN = `/* activity */
select ${COLUMNS} from activities a join users u on u.id = a.user_id
where a.id = $2 and ${isTheirs('a', '$1')} and ${accountIsOpen('u', '$1')}
  and (a.type <> 'want_to_try' or u.shows_want_to_try or u.id = $1::bigint)`;

/** One activity, if the viewer may see it. */
export async function findActivity(
  db: Db,
  id: number,
  viewerId: number | null,
): Promise<ActivityRow | undefined> {
  return (await db.executeQuery<ActivityRow>(CompiledQuery.raw(SHOWN, [viewerId, id]))).rows[0];
}

export async function insertActivity(tx: Tx, userId: number, input: ActivityInput): Promise<number> {
  const { id } = await tx
    .insertInto('activities')
    .values({
      type: input.type,
      user_id: userId,
      restaurant_id: input.restaurantId,
      rating: input.rating ?? null,
      comment: input.comment || null,
      tags: input.tags ?? [],
      companion_ids: input.companions ?? [],
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

const REMOVE = `/* activity-remove */ update activities set deleted_at = $3 where id = $1 and user_id = $2 and deleted_at is null returning id`;
// Taking the place off the list, or the review, meanwhile has taken what it told of too.
const RESTORE = `/* activity-restore */
update activities a set deleted_at = null where id = $1 and user_id = $2 and deleted_at = $3
  and (a.review_id is null or exists (select from reviews v where v.id = a.review_id and v.deleted_at is null))
returning id`;

/** False when it was gone already. */
export async function removeActivity(tx: Tx, id: number, userId: number, at: Date): Promise<boolean> {
  return (await tx.executeQuery(CompiledQuery.raw(REMOVE, [id, userId, at]))).rows.length > 0;
}

/** False unless it was removed at that very instant and what it tells of is still there. */
export async function restoreActivity(tx: Tx, id: number, userId: number, at: Date): Promise<boolean> {
  return (await tx.executeQuery(CompiledQuery.raw(RESTORE, [id, userId, at]))).rows.length > 0;
}
