import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { BOARD_KEYS } from '../cache/cache-keys.js';
import { RedisRun } from '../redis/redis-run.js';
import type { Logger } from '../telemetry/logger.js';
import { ABANDON, BEGIN, FILL, FINISH, PLACE, READ } from './boards.lua.js';

/** A board: of everybody, or of a city. */
export interface BoardName {
  readonly metric: string;
  /** as it is compared; empty for everybody */
  readonly city: string;
}

/** Where a person belongs. */
export interface Placing {
  readonly id: number;
  /** when the person's numbers change by themselves (epoch milliseconds), if they do */
  readonly dueAt: number | null;
  /** null for somebody who is on no board */
  readonly place: {
    /** what orders equal scores; ends on `:<id>`, without spaces, and never changes */
    readonly member: string;
    readonly city: string;
    /** by metric, least first */
    readonly scores: Readonly<Record<string, number>>;
  } | null;
}

export interface Placed {
  readonly id: number;
  readonly score: number;
}

export interface BoardStretch {
  readonly total: number;
  readonly rows: readonly Placed[];
  /** 0-based */
  readonly own: { readonly index: number; readonly score: number } | null;
  /** people whose numbers have changed by themselves */
  readonly due: readonly number[];
}

declare module 'ioredis' {
  interface RedisCommander {
    readBoard(
      readyKey: string,
      ...args: (string | number)[]
    ): Promise<[string[], number, string[], number | null, string | null] | null>;
    placeOnBoards(readyKey: string, buildingKey: string, ...args: (string | number)[]): Promise<unknown>;
    beginBoards(buildingKey: string, generationsKey: string, ...args: (string | number)[]): Promise<number>;
    abandonBoards(buildingKey: string, ...args: (string | number)[]): Promise<unknown>;
    fillBoards(buildingKey: string, ...args: (string | number)[]): Promise<number>;
    finishBoards(
      buildingKey: string,
      readyKey: string,
      generationsKey: string,
      ...args: (string | number)[]
    ): Promise<string[] | null>;
  }
}

/** A builder that is silent for so long is taken for dead. */
const BUILDER_LIFETIME_MS = 60_000;
/** Built anew each night; an hour of grace. */
const LIFETIME_SECONDS = 25 * 3_600;
const FILL_AT_ONCE = 200;
export const DUE_AT_ONCE = 500;

/**
 * Boards of people as sorted sets in Redis: built from PostgreSQL, kept up by placing single people, and of use only
 * within the run of Redis that saw every placing.
 */
export class Boards {
  private readonly run: RedisRun;
  private readonly metrics: readonly string[];

  constructor(
    private readonly redis: Redis,
    metrics: readonly string[],
    private readonly logger: Logger,
  ) {
    this.metrics = metrics;
    this.run = new RedisRun(redis);
    redis.defineCommand('readBoard', { numberOfKeys: 1, lua: READ });
    redis.defineCommand('placeOnBoards', { numberOfKeys: 2, lua: PLACE });
    redis.defineCommand('beginBoards', { numberOfKeys: 2, lua: BEGIN });
    redis.defineCommand('abandonBoards', { numberOfKeys: 1, lua: ABANDON });
    redis.defineCommand('fillBoards', { numberOfKeys: 1, lua: FILL });
    redis.defineCommand('finishBoards', { numberOfKeys: 3, lua: FINISH });
  }

  /** Undefined where there are no boards to believe: none were built, or Redis does not answer. */
  async read(
    { metric, city }: BoardName,
    { from, to, ownId, now }: { from: number; to: number; ownId: number; now: Date },
  ): Promise<BoardStretch | undefined> {
    if (this.run.id === '') return undefined;
    try {
      const args = [this.run.id, metric, city, from, to, ownId, now.getTime(), DUE_AT_ONCE];
      const found = await this.redis.readBoard(BOARD_KEYS.ready, BOARD_KEYS.prefix, ...args);
      if (!found) return undefined;
      const [due, total, flat, index, score] = found;
      return {
        due: due.map(Number),
        total,
        rows: Array.from({ length: flat.length / 2 }, (_, row) => ({
          id: idIn(flat[2 * row] ?? ''),
          score: Number(flat[2 * row + 1]),
        })),
        own: index === null || score === null ? null : { index, score: Number(score) },
      };
    } catch (error) {
      this.logger.debug({ reason: (error as Error).message }, 'boards are unavailable');
      return undefined;
    }
  }

  /** People whose numbers have changed by themselves; nobody where there are no boards. */
  async due(now: Date): Promise<readonly number[]> {
    const nothing = { from: 1, to: 0, ownId: 0, now };
    return (await this.read({ metric: '', city: '' }, nothing))?.due ?? [];
  }

  /**
   * Puts people where they belong. An older version of a person than the one that stands is passed over. Throws when
   * Redis cannot be reached.
   */
  async place(placings: readonly Placing[], version: number): Promise<void> {
    if (this.run.id === '') throw new Error('Redis is not there');
    const args = placings.map(({ id, dueAt, place }) => [
      BOARD_KEYS.prefix,
      this.run.id,
      id,
      version,
      dueAt ?? '',
      place?.member ?? '',
      place?.city ?? '',
      ...this.metrics.flatMap((metric) => [metric, place?.scores[metric] ?? 0]),
    ]);
    await Promise.all(
      args.map((one) => this.redis.placeOnBoards(BOARD_KEYS.ready, BOARD_KEYS.building, ...one)),
    );
  }

  /**
   * Builds the boards anew while the old ones, if any, go on being read. Whoever is placed meanwhile is placed in both.
   * @param load hands over everybody, in stretches; begins to read only once it is called
   * @returns false where somebody else is building, or Redis is not there
   */
  async rebuild(
    load: (add: (placings: readonly Placing[]) => Promise<void>) => Promise<void>,
  ): Promise<boolean> {
    const [run, generation] = [this.run.id, randomUUID()];
    const began =
      run !== '' &&
      (await this.redis.beginBoards(
        BOARD_KEYS.building,
        BOARD_KEYS.generations,
        run,
        generation,
        BUILDER_LIFETIME_MS,
      ));
    if (!began) return false;
    try {
      await load((placings) => this.fill(run, generation, placings));
    } catch (error) {
      // Else nobody could build until this builder is taken for dead.
      await this.redis.abandonBoards(BOARD_KEYS.building, run, generation).catch(() => undefined);
      throw error;
    }
    const old = await this.redis.finishBoards(
      BOARD_KEYS.building,
      BOARD_KEYS.ready,
      BOARD_KEYS.generations,
      run,
      generation,
      LIFETIME_SECONDS,
    );
    if (!old) throw new Error('another builder has taken over');
    for (const one of old) await this.clear(one);
    return true;
  }

  /** Lets nobody read the boards until they are built anew. Throws when Redis cannot be reached. */
  async forget(): Promise<void> {
    await this.redis.del(BOARD_KEYS.ready, BOARD_KEYS.building);
  }

  private async fill(run: string, generation: string, placings: readonly Placing[]): Promise<void> {
    const head = [
      BOARD_KEYS.prefix,
      run,
      generation,
      BUILDER_LIFETIME_MS,
      this.metrics.length,
      ...this.metrics,
    ];
    for (let at = 0; at < placings.length; at += FILL_AT_ONCE) {
      const people = placings
        .slice(at, at + FILL_AT_ONCE)
        .flatMap(({ id, dueAt, place }) => [
          id,
          dueAt ?? '',
          place?.member ?? '',
          place?.city ?? '',
          ...this.metrics.map((metric) => place?.scores[metric] ?? 0),
        ]);
      if (!(await this.redis.fillBoards(BOARD_KEYS.building, ...head, ...people)))
        throw new Error('another builder has taken over');
    }
  }

  private async clear(generation: string): Promise<void> {
    const keys = BOARD_KEYS.of(generation);
    let cursor = '0';
    do {
      const [next, cities] = await this.redis.sscan(keys.cities, cursor, 'COUNT', 100);
      cursor = next;
      const boards = cities.flatMap((city) => this.metrics.map((metric) => keys.board(metric, city)));
      if (boards.length > 0) await this.redis.unlink(...boards);
    } while (cursor !== '0');
    await this.redis.unlink(
      ...this.metrics.map((metric) => keys.board(metric, '')),
      keys.people,
      keys.due,
      keys.cities,
    );
  }
}

const idIn = (member: string): number => Number(member.slice(member.lastIndexOf(':') + 1));
