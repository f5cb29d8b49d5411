import { randomUUID } from 'node:crypto';
import type {
  CursorMeta,
  RequestForStaff,
  RequestInput,
  RestaurantRequest,
  SuggestionStatus,
} from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { cutPage, decodeCursor } from '../../platform/http/pages.js';
import type { Actor } from '../../platform/viewer.js';
import { findTwin, holdRestaurant } from '../restaurants/restaurants.public.js';
import { presentRequest, presentRequestForStaff } from './catalogue.view.js';
import { decideRequest, findRequest, findRequests, insertRequest } from './requests.sql.js';

const CURSOR = 'restaurant-requests';
/** Open requests of one person. */
const MOST_OPEN = 20;

type Verdict =
  | { decision: 'accept'; restaurantId: number; note?: string | null | undefined }
  | { decision: 'dismiss'; note?: string | null | undefined };

/** Restaurants that people miss. */
@Injectable()
export class RequestsService {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError RESTAURANT_DUPLICATE where one of this name stands within 50 m */
  async ask(actor: Actor, { note = null, ...input }: RequestInput): Promise<RestaurantRequest> {
    return this.database.transaction(async (tx) => {
      const twin = await findTwin(tx, { name: input.name, location: { coordinates: input.coordinates } });
      if (twin !== undefined)
        throw new AppError('RESTAURANT_DUPLICATE', 'The restaurant is there.', { restaurantId: twin });
      const row = await insertRequest(tx, { ...input, note, id: randomUUID(), userId: actor.id }, MOST_OPEN);
      if (!row)
        throw new AppError('CONFLICT', 'You have asked for it already, or have too many open requests.');
      return presentRequest(row);
    });
  }

  async list(query: {
    status: SuggestionStatus;
    cursor?: string | undefined;
    limit: number;
  }): Promise<{ requests: RequestForStaff[]; meta: CursorMeta }> {
    const after = query.cursor === undefined ? undefined : decodeCursor(CURSOR, query.cursor);
    const found = await findRequests(this.database.current, query.status, {
      after,
      limit: query.limit + 1,
    });
    const { rows, meta } = cutPage(CURSOR, found, query.limit, ({ number, createdAt }) => ({
      id: number,
      t: createdAt,
    }));
    return { requests: rows.map(presentRequestForStaff), meta };
  }

  async decide(actor: Actor, id: string, verdict: Verdict): Promise<RequestForStaff> {
    return this.database.transaction(async (tx) => {
      const restaurantId = verdict.decision === 'accept' ? verdict.restaurantId : null;
      if (restaurantId !== null && !(await holdRestaurant(tx, restaurantId)))
        throw new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.');
      const row = await decideRequest(tx, id, {
        status: verdict.decision === 'accept' ? 'accepted' : 'dismissed',
        restaurantId,
        actorId: actor.id,
        note: verdict.note ?? null,
      });
      if (!row) {
        if (!(await findRequest(tx, id)))
          throw new AppError('REQUEST_NOT_FOUND', 'There is no such request.');
        throw new AppError('CONFLICT', 'It is decided already.');
      }
      await this.audit.record(tx, actor, {
        act: 'request.decide',
        target: { type: 'request', id, authorId: row.userId },
        after: { ...verdict, name: row.name },
      });
      return presentRequestForStaff(row);
    });
  }
}
