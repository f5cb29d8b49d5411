import type { Category, Relation, Sentiment } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/database.js';
import { AppError } from '../../../platform/errors.js';
import { Undo } from '../../../platform/undo/undo.js';
import type { Actor } from '../../../platform/viewer.js';
import { RelationKeeper } from '../relation-keeper.js';
import type { RelationRow } from '../relations.sql.js';
import { presentRelation } from '../relations.view.js';
import { type Order, putBack, without } from './order.rules.js';
import { type Carried, type Standing, type Stood, stoodIn } from './rankings.js';

/** Where a place stood before it was moved or rated anew. */
interface Moved {
  readonly restaurantId: number;
  readonly category: Category;
  /** null where it was not ranked */
  readonly stood: Stood | null;
  readonly sentiment: Sentiment | null;
  /** of the list that the place stood on, right after it was moved */
  readonly listVersion: number;
}

/** Takes back that a place was moved or rated. */
@Injectable()
export class RankUndo {
  constructor(
    private readonly undo: Undo,
    private readonly keeper: RelationKeeper,
  ) {
    undo.handle('place-ranked', async (tx, actor, moved: Moved) => ({
      kind: 'place-ranked',
      relations: [await this.restore(tx, actor, moved)],
    }));
  }

  offer(tx: Tx, actor: Actor, been: RelationRow, carried: Carried | null): Promise<string> {
    const { restaurantId, category } = been;
    const moved: Moved = {
      restaurantId,
      category,
      sentiment: been.sentiment,
      stood: carried ? stoodIn(restaurantId, carried.before) : null,
      listVersion: carried?.versionLeft ?? 0,
    };
    return this.undo.offer(tx, actor, 'place-ranked', moved);
  }

  private async restore(tx: Tx, actor: Actor, moved: Moved): Promise<Relation> {
    const { restaurantId, category, stood, sentiment, listVersion } = moved;
    const opened = await this.keeper.open(tx, actor, restaurantId);
    const been = opened.kept.find(({ status }) => status === 'been');
    if (!been) throw new AppError('CONFLICT', 'The restaurant is not on been any more.');
    const placing = (order: Order, _before: Standing, version: number) => {
      const rest = without(order, restaurantId);
      return stood ? putBack(rest, stood, version === listVersion) : rest;
    };
    const patch = stood ? { category } : { category, rating: null, sentiment };
    const { relation } = await this.keeper.revise(tx, opened, been, patch, { placing });
    return presentRelation(relation, true);
  }
}
