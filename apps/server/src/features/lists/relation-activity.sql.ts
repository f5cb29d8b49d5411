import { sql } from 'kysely';
import type { Tx } from '../../platform/database/database.js';
import type { RelationRow } from './relations.sql.js';

/* The activity that tells followers of a relation. */

const ACTIVITY_TYPE = { been: 'visit', want_to_try: 'want_to_try', recommended: 'recommendation' } as const;

export async function insertActivity(tx: Tx, relation: RelationRow): Promise<number> {
  const { id } = await tx
    .insertInto('activities')
    .values({
      type: ACTIVITY_TYPE[relation.status],
      user_id: relation.userId,
      restaurant_id: relation.restaurantId,
      relation_id: relation.id,
      ...shownOf(relation),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function updateActivity(tx: Tx, relation: RelationRow): Promise<void> {
  await tx
    .updateTable('activities')
    .set(shownOf(relation))
    .where('relation_id', '=', relation.id)
    .where('deleted_at', 'is', null)
    .execute();
}

/** Takes the activity of a relation out of every feed. */
export async function hideActivity(tx: Tx, relationId: number): Promise<void> {
  await tx
    .updateTable('activities')
    .set({ deleted_at: sql<Date>`now()` })
    .where('relation_id', '=', relationId)
    .execute();
}

const shownOf = (relation: RelationRow) => ({
  rating: relation.rating,
  comment: relation.notesPrivate ? null : relation.notes,
  photos: relation.photos,
  tags: relation.tags,
  companion_ids: relation.companionIds,
  is_stealth: relation.isStealth,
});
