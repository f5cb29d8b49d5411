import { randomUUID } from 'node:crypto';
import {
  type Import,
  type ImportDecisions,
  type ImportDetail,
  type ImportInput,
  type ImportRow,
  type ImportRowStatus,
  LARGEST_IMPORT,
  mayDo,
  type PageMeta,
  type RestaurantCard,
} from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Database, type Db, type Tx } from '../../platform/database/database.js';
import { AppError, invalidField } from '../../platform/errors.js';
import { pageMeta } from '../../platform/http/pages.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { Actor } from '../../platform/viewer.js';
import { RestaurantsService } from '../restaurants/restaurants.public.js';
import {
  countRows,
  decideRows,
  deleteImport,
  findImport,
  findRowPage,
  findWrongDecision,
  type ImportRecord,
  type ImportRowRecord,
  insertImport,
  lockImport,
  lockImports,
  startCommit,
} from './imports.sql.js';

/** Each holds a file of 10 MiB or its rows, for two weeks. */
const MOST_IMPORTS = 10;

const notThere = () => new AppError('IMPORT_NOT_FOUND', 'There is no such import.');

/** Places that people bring along: uploaded, looked through, committed. */
@Injectable()
export class ImportsService {
  constructor(
    private readonly database: Database,
    private readonly restaurants: RestaurantsService,
    private readonly outbox: Outbox,
  ) {}

  async upload(actor: Actor, { source, scope, file }: ImportInput): Promise<Import> {
    const content = Buffer.from(file, 'utf8');
    if (content.length > LARGEST_IMPORT)
      throw new AppError('PAYLOAD_TOO_LARGE', 'The file is larger than 10 MiB.');
    return this.database.transaction(async (tx) => {
      if ((await lockImports(tx, actor.id)) >= MOST_IMPORTS)
        throw new AppError('CONFLICT', `At most ${MOST_IMPORTS} imports at a time: delete one first.`);
      const row = await insertImport(tx, { id: randomUUID(), userId: actor.id, source, scope, content });
      await this.outbox.append(tx, 'import.uploaded', { userId: actor.id, importId: row.id });
      return this.present(tx, row);
    });
  }

  async get(
    actor: Actor,
    id: string,
    query: { page: number; pageSize: number; status?: ImportRowStatus | undefined },
  ): Promise<{ detail: ImportDetail; meta: PageMeta }> {
    const db = this.database.current;
    const found = await findImport(db, actor.id, id);
    if (!found) throw notThere();
    const [head, { rows, total }] = await Promise.all([this.present(db, found), findRowPage(db, id, query)]);
    const cards = await this.restaurants.cards(actor, [
      ...new Set(rows.flatMap(({ candidates }) => candidates.map(({ restaurantId }) => restaurantId))),
    ]);
    return {
      detail: { ...head, rows: rows.map((row) => presentRow(row, cards)) },
      meta: pageMeta(query, total),
    };
  }

  /** Starts to add what was matched and decided. Whoever asks again, or at the same time, starts nothing more. */
  async commit(actor: Actor, id: string, { decisions }: ImportDecisions): Promise<Import> {
    return this.database.transaction(async (tx) => {
      const found = await lockImport(tx, actor.id, id);
      if (!found) throw notThere();
      if (found.status === 'committing' || found.status === 'committed') return this.present(tx, found);
      if (found.status !== 'ready')
        throw new AppError(
          'CONFLICT',
          `The import is ${found.status}: only one that is ready can be committed.`,
        );
      await this.decide(tx, id, decisions);
      await startCommit(tx, id, mayDo('writeReviews', actor));
      await this.outbox.append(tx, 'import.committing', { userId: actor.id, importId: id });
      return this.present(tx, { ...found, status: 'committing' });
    });
  }

  /** Forgets an import. One that is being committed is left to end, so that nobody wonders what half of it did. */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const found = await lockImport(tx, actor.id, id);
      if (!found) throw notThere();
      if (found.status === 'committing')
        throw new AppError('CONFLICT', 'The import is being committed: wait until it is done.');
      await deleteImport(tx, id);
    });
  }

  private async decide(tx: Tx, id: string, decisions: ImportDecisions['decisions']): Promise<void> {
    const rows = new Set(decisions.map(({ row }) => row));
    if (rows.size < decisions.length) throw invalidField('decisions', 'decide each row once');
    const wrong = await findWrongDecision(tx, id, decisions);
    if (wrong) {
      throw invalidField(
        'decisions',
        wrong.isRowKnown
          ? `row ${wrong.row}: the restaurant is none of its candidates`
          : `there is no row ${wrong.row}`,
      );
    }
    await decideRows(tx, id, decisions);
  }

  private async present(db: Db, { id, source, scope, status, fault, ...row }: ImportRecord): Promise<Import> {
    return {
      id,
      source,
      scope,
      status,
      fault,
      counts: await countRows(db, id),
      createdAt: row.createdAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
    };
  }
}

function presentRow(
  { place, kept, candidates, ...row }: ImportRowRecord,
  cards: ReadonlyMap<number, RestaurantCard>,
): ImportRow {
  return {
    ...row,
    name: place.name,
    address: place.address ?? null,
    latitude: place.latitude ?? null,
    longitude: place.longitude ?? null,
    statuses: (kept.relations ?? []).flatMap(({ status }) => status ?? []),
    candidates: candidates.flatMap(({ restaurantId, score, distanceMeters }) => {
      const restaurant = cards.get(restaurantId);
      return restaurant ? [{ restaurant, score, distanceMeters }] : [];
    }),
  };
}
