import { sql } from 'kysely';
import type { Tx } from '../database/database.js';

const LIFE = sql<Date>`now() + interval '10 minutes'`;

export async function insertUndo(
  tx: Tx,
  offer: { id: string; userId: number; kind: string; payload: object },
): Promise<void> {
  await tx
    .insertInto('undo_tokens')
    .values({
      id: offer.id,
      user_id: offer.userId,
      kind: offer.kind,
      payload: JSON.stringify(offer.payload),
      expires_at: LIFE,
    })
    .execute();
}

/** Uses the token up; undefined when there is none (any more). */
export async function takeUndo(
  tx: Tx,
  userId: number,
  id: string,
): Promise<{ kind: string; payload: unknown } | undefined> {
  return tx
    .deleteFrom('undo_tokens')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('expires_at', '>', sql<Date>`now()`)
    .returning(['kind', 'payload'])
    .executeTakeFirst();
}

export async function deleteUndoOf(tx: Tx, userId: number): Promise<void> {
  await tx.deleteFrom('undo_tokens').where('user_id', '=', userId).execute();
}

export async function deleteExpiredUndo(tx: Tx): Promise<void> {
  await tx.deleteFrom('undo_tokens').where('expires_at', '<', sql<Date>`now()`).execute();
}
