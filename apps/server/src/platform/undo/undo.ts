import { randomUUID } from 'node:crypto';
import type { UndoKind, Undone } from '@beli/contract';
import type { Database, Tx } from '../database/database.js';
import { AppError } from '../errors.js';
import type { Actor } from '../viewer.js';
import { deleteUndoOf, insertUndo, takeUndo } from './undo.sql.js';

/** Restores what `payload` says, in the transaction that uses the token up. */
export type Restore<K extends UndoKind> = (
  tx: Tx,
  actor: Actor,
  payload: never,
) => Promise<Extract<Undone, { kind: K }>>;

export const UNDO_HEADER = 'x-undo-token';

/** What people may take back for ten minutes: features offer it as they delete, and say how to restore it. */
export class Undo {
  private readonly handlers = new Map<UndoKind, Restore<UndoKind>>();

  constructor(private readonly database: Database) {}

  /** @throws when the kind has a handler already */
  handle<K extends UndoKind>(kind: K, restore: Restore<K>): void {
    if (this.handlers.has(kind)) throw new Error(`two ways to undo ${kind}`);
    this.handlers.set(kind, restore as never);
  }

  /** Offers to restore `payload`. Returns the token for the header X-Undo-Token. */
  async offer(tx: Tx, actor: Actor, kind: UndoKind, payload: object): Promise<string> {
    const id = randomUUID();
    await insertUndo(tx, { id, userId: actor.id, kind, payload });
    return id;
  }

  /** Takes back every offer to a person: what they did in one role is not theirs to undo in another. */
  async forget(tx: Tx, userId: number): Promise<void> {
    await deleteUndoOf(tx, userId);
  }

  /** @throws AppError NOT_FOUND for a token that is unknown, used, too old or somebody else's */
  async redeem(actor: Actor, token: string): Promise<Undone> {
    return this.database.transaction(async (tx) => {
      const offer = await takeUndo(tx, actor.id, token);
      const restore = offer && this.handlers.get(offer.kind as UndoKind);
      if (!restore) throw new AppError('UNDO_NOT_FOUND', 'There is nothing to take back with this token.');
      return restore(tx, actor, offer.payload as never);
    });
  }
}
