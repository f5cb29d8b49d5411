import { Readable } from 'node:stream';
import {
  LIST_FILE_TYPES,
  type ListFileFormat,
  type ListKey,
  type PortableScope,
  type RelationStatus,
} from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { AppError, invalidField } from '../../platform/errors.js';
import { FileAnswer } from '../../platform/http/answer.js';
import { CLOCK, type Clock, LOGGER } from '../../platform/platform.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { UsersService } from '../users/users.public.js';
import { writeBeliJson } from './formats/beli-json.js';
import { writeCsv } from './formats/csv.js';
import { writeGeoJson } from './formats/geojson.js';
import { writeKml } from './formats/kml.js';
import type { PortableList, WrittenPlace } from './kept-places.js';
import {
  type FileRequest,
  findListContent,
  findOwnLists,
  findPlaces,
  findRanks,
  findRestaurantIds,
  findVisibleList,
} from './list-files.sql.js';

/** Places read at a time: what a file costs in memory. */
const BATCH = 500;
const LIST_BATCH = 20;

const STATUS_OF: Record<Exclude<PortableScope, 'all'>, RelationStatus> = {
  been: 'been',
  want_to_try: 'want_to_try',
  recs: 'recommended',
};

const WRITERS = { csv: writeCsv, geojson: writeGeoJson, kml: writeKml };

const notThere = () => new AppError('LIST_NOT_FOUND', 'There is no such list.');

/** Lists as files, written while they are read, a batch of places at a time. */
@Injectable()
export class ListFilesService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async own(actor: Actor, scope: PortableScope, format: ListFileFormat): Promise<FileAnswer> {
    if (scope === 'all' && format !== 'json') throw invalidField('format', 'everything comes as json only');
    const request: FileRequest = {
      userId: actor.id,
      viewerId: actor.id,
      status: scope === 'all' ? null : STATUS_OF[scope],
      category: null,
    };
    const lists = scope === 'all' ? this.ownLists(actor.id) : none<PortableList>();
    return this.answer(scope, format, this.places(request), lists);
  }

  /** @throws AppError LIST_NOT_FOUND also for lists that are there but not for the viewer */
  async list(viewer: Viewer, ref: ListKey, format: ListFileFormat): Promise<FileAnswer> {
    if (ref.kind === 'custom') return this.customList(viewer, ref.id, format);
    const account = await this.users.openAccount(viewer, ref.userId).catch((error: unknown) => {
      throw error instanceof AppError && error.code === 'USER_NOT_FOUND' ? notThere() : error;
    });
    const status = STATUS_OF[ref.scope];
    if (status === 'want_to_try' && account.id !== viewer?.id && !account.showsWantToTry) throw notThere();
    const request = {
      userId: account.id,
      viewerId: viewer?.id ?? null,
      status,
      category: ref.category ?? null,
    };
    return this.answer(ref.scope, format, this.places(request), none());
  }

  private async customList(viewer: Viewer, id: number, format: ListFileFormat): Promise<FileAnswer> {
    const db = this.database.current;
    const found = await findVisibleList(db, id, viewer?.id ?? null);
    const [list] = found ? await findListContent(db, id) : [];
    if (!list) throw notThere();
    return this.answer(`list-${id}`, format, this.placesOn(list), one(list));
  }

  private answer(
    name: string,
    format: ListFileFormat,
    places: AsyncIterable<WrittenPlace>,
    lists: AsyncIterable<PortableList>,
  ): FileAnswer {
    const chunks =
      format === 'json'
        ? writeBeliJson({ exportedAt: this.clock(), scope: name }, places, lists)
        : WRITERS[format](places);
    return new FileAnswer(Readable.from(this.watched(chunks)), LIST_FILE_TYPES[format], `${name}.${format}`);
  }

  /** The head of the answer is out by then: a fault can only break the file off, and must be seen by somebody. */
  private async *watched(chunks: AsyncIterable<string>): AsyncGenerator<string> {
    try {
      yield* chunks;
    } catch (error) {
      this.logger.error({ err: error }, 'a list file broke off');
      throw error;
    }
  }

  private async *places(request: FileRequest): AsyncGenerator<WrittenPlace> {
    const db = this.database.current;
    const [ids, ranks] = await Promise.all([findRestaurantIds(db, request), findRanks(db, request)]);
    for (let from = 0; from < ids.length; from += BATCH) {
      const rows = await findPlaces(db, request, ids.slice(from, from + BATCH));
      for (const { relations, visits, review, ...place } of rows) {
        const ranked = relations.map((relation) => ({
          ...relation,
          rank: relation.status === 'been' ? (ranks.get(place.restaurantId ?? 0) ?? null) : null,
        }));
        yield { place, kept: { relations: ranked, visits, review } };
      }
    }
  }

  /** The places of a list of somebody's own: where they are and what the list says of them, nothing besides. */
  private async *placesOn({ items }: PortableList): AsyncGenerator<WrittenPlace> {
    const nobody: FileRequest = { userId: 0, viewerId: null, status: 'been', category: null };
    for (let from = 0; from < items.length; from += BATCH) {
      const batch = items.slice(from, from + BATCH);
      const ids = batch.map(({ restaurantId }) => restaurantId);
      const rows = await findPlaces(this.database.current, nobody, ids);
      const found = new Map(rows.map((row) => [row.restaurantId, row]));
      for (const [index, { restaurantId, note, addedAt }] of batch.entries()) {
        const row = found.get(restaurantId);
        if (!row) continue;
        const { relations, visits, review, ...place } = row;
        yield {
          place,
          kept: { relations, visits, review },
          item: { position: from + index + 1, note, addedAt },
        };
      }
    }
  }

  private async *ownLists(userId: number): AsyncGenerator<PortableList> {
    let last = 0;
    for (;;) {
      const rows = await findOwnLists(this.database.current, userId, last, LIST_BATCH);
      for (const { id, ...list } of rows) {
        last = id;
        yield list;
      }
      if (rows.length < LIST_BATCH) return;
    }
  }
}

async function* none<T>(): AsyncGenerator<T> {}
async function* one<T>(item: T): AsyncGenerator<T> {
  yield item;
}
