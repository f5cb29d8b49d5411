import type {
  Coordinates,
  CursorMeta,
  RestaurantPatch,
  Suggestion,
  SuggestionForStaff,
  SuggestionInput,
  SuggestionStatus,
} from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { Database, type Db } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { cutPage, decodeCursor } from '../../platform/http/pages.js';
import type { Actor } from '../../platform/viewer.js';
import { holdRestaurant, RestaurantsService } from '../restaurants/restaurants.public.js';
import { presentSuggestion } from './catalogue.view.js';
import { MergesService } from './merges.service.js';
import {
  decideSuggestion,
  findSuggestion,
  findSuggestions,
  insertSuggestion,
  type SuggestionRow,
} from './suggestions.sql.js';

const CURSOR = 'suggestions';
/** Open suggestions of one person. */
const MOST_OPEN = 50;

const noSuchSuggestion = () => new AppError('SUGGESTION_NOT_FOUND', 'There is no such suggestion.');

/** What people say is wrong about restaurants, and what is made of it. */
@Injectable()
export class SuggestionsService {
  constructor(
    private readonly database: Database,
    private readonly restaurants: RestaurantsService,
    private readonly merges: MergesService,
    private readonly audit: Audit,
  ) {}

  async suggest(actor: Actor, restaurantId: number, input: SuggestionInput): Promise<Suggestion> {
    return this.database.transaction(async (tx) => {
      if (!(await holdRestaurant(tx, restaurantId)))
        throw new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.');
      const row = await insertSuggestion(tx, actor.id, restaurantId, input, MOST_OPEN);
      if (!row)
        throw new AppError('CONFLICT', 'You have suggested this already, or have too many open suggestions.');
      return presentSuggestion(row);
    });
  }

  async list(
    actor: Actor,
    query: { status: SuggestionStatus; cursor?: string | undefined; limit: number },
  ): Promise<{ suggestions: SuggestionForStaff[]; meta: CursorMeta }> {
    const after = query.cursor === undefined ? undefined : decodeCursor(CURSOR, query.cursor);
    const found = await findSuggestions(this.database.current, query.status, {
      after,
      limit: query.limit + 1,
    });
    const { rows, meta } = cutPage(CURSOR, found, query.limit, ({ id, createdAt }) => ({ id, t: createdAt }));
    return { suggestions: await this.forStaff(actor, rows), meta };
  }

  async get(actor: Actor, id: number): Promise<SuggestionForStaff> {
    const row = await findSuggestion(this.database.current, id);
    if (!row) throw noSuchSuggestion();
    return this.only(actor, row);
  }

  /** Accepting does what was suggested, in the same transaction. */
  async decide(
    actor: Actor,
    id: number,
    { decision, note = null }: { decision: 'accept' | 'dismiss'; note?: string | null | undefined },
  ): Promise<SuggestionForStaff> {
    return this.database.transaction(async (tx) => {
      const isAccepted = decision === 'accept';
      const row = await decideSuggestion(tx, id, isAccepted ? 'accepted' : 'dismissed', actor.id, note);
      if (!row) {
        if (!(await findSuggestion(tx, id))) throw noSuchSuggestion();
        throw new AppError('CONFLICT', 'It is decided already.');
      }
      await this.audit.record(tx, actor, {
        act: 'suggestion.decide',
        target: { type: 'suggestion', id, authorId: row.userId },
        after: { decision, restaurantId: row.restaurantId, type: row.type, field: row.field, note },
      });
      if (isAccepted) await this.carryOut(actor, row);
      return this.only(actor, row, tx);
    });
  }

  private async carryOut(actor: Actor, row: SuggestionRow): Promise<void> {
    if (row.type === 'duplicate') await this.merges.merge(actor, row.restaurantId, row.value as number);
    const patch = patchOf(row);
    if (patch) await this.restaurants.update(actor, row.restaurantId, patch);
  }

  private async only(actor: Actor, row: SuggestionRow, db?: Db): Promise<SuggestionForStaff> {
    const [suggestion] = await this.forStaff(actor, [row], db);
    if (!suggestion) throw noSuchSuggestion();
    return suggestion;
  }

  private async forStaff(
    actor: Actor,
    rows: readonly SuggestionRow[],
    db?: Db,
  ): Promise<SuggestionForStaff[]> {
    const ids = rows.map(({ restaurantId }) => restaurantId);
    const cards = await this.restaurants.cards(actor, ids, null, db);
    return rows.map((row) => ({
      ...presentSuggestion(row),
      userId: row.userId,
      restaurant: cards.get(row.restaurantId) ?? null,
    }));
  }
}

/** The change of the restaurant that a suggestion asks for; undefined where it asks for none. */
function patchOf({ type, field, value }: SuggestionRow): RestaurantPatch | undefined {
  if (type === 'closed') return { isClosed: true };
  if (type === 'edit' && field) return { [field]: value } as RestaurantPatch;
  // Without coordinates somebody has to look the place up.
  if (type === 'wrong_location' && value !== null) return { location: { coordinates: value as Coordinates } };
  return undefined;
}
