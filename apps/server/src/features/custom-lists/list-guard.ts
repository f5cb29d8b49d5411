import { type ListKey, mayDo } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database.js';
import { AppError, invalidField } from '../../platform/errors.js';
import type { Actor } from '../../platform/viewer.js';
import { type ListAct, mayChangeList } from './custom-lists.rules.js';
import { type LockedList, lockList } from './custom-lists.sql.js';

export const noSuchList = () => new AppError('LIST_NOT_FOUND', 'There is no such list.');

/** @throws AppError VALIDATION_ERROR for a virtual list, which follows from what its person keeps */
export function madeBySomebody(key: ListKey): number {
  if (key.kind === 'custom') return key.id;
  throw invalidField('id', 'names a list that follows from what a person keeps: change that');
}

/** The way to every change of a list: it is shown to the actor, who may do this to it, and nobody else changes it. */
@Injectable()
export class ListGuard {
  async lock(tx: Tx, actor: Actor, id: number, act: ListAct, version?: number): Promise<LockedList> {
    const list = await lockList(tx, id, actor.id);
    if (!list) throw noSuchList();
    if (!mayChangeList(act, list, { id: actor.id, moderates: mayDo('moderate', actor) }))
      throw new AppError('FORBIDDEN', 'The list is not yours.');
    if (version !== undefined && version !== list.version)
      throw new AppError('PRECONDITION_FAILED', 'The list was changed meanwhile: read it again.', {
        version: list.version,
      });
    return list;
  }
}
