import { Injectable } from '@nestjs/common';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { type Moment, type Slice, Timelines } from '../../platform/cache/timelines.js';
import { Database, type Db } from '../../platform/database/database.js';
import type { Position } from '../../platform/http/pages.js';
import { behind, instantOf, microsOf, NEWEST, OLDEST, stretches } from './feed.rules.js';
import {
  type FeedFilter,
  type FoundRow,
  findFromTimeline,
  findStretch,
  type Source,
} from './feed-page.sql.js';
import { findTimelines } from './feed-push.sql.js';

/** How much of the past a reader puts into a timeline; pushes make it longer. */
export const FILL_LENGTH = 100;

/** What was looked at, and where to go on; null where there is nothing more. */
interface Step {
  readonly rows: readonly FoundRow[];
  readonly next: Position | null;
}

export interface FoundPage {
  readonly rows: readonly FoundRow[];
  /** where the next page begins; null where there is none */
  readonly next: Position | null;
}

/**
 * Reads feeds from where they lie: the timeline in Redis as far back as it goes, PostgreSQL behind it and where
 * there is none. Either way the rows are the same, for PostgreSQL decides what is seen.
 */
@Injectable()
export class FeedReader {
  constructor(
    private readonly database: Database,
    private readonly timelines: Timelines,
  ) {}

  /** The feed of a person without filters. */
  async home(
    viewerId: number,
    includeSelf: boolean,
    after: Position | undefined,
    limit: number,
  ): Promise<FoundPage> {
    const db = this.database.replica;
    let isInTimeline = true;
    return page(stretches(limit, false), after, limit, async (before, count) => {
      const slice = isInTimeline ? await this.sliceOf(viewerId, before, count, after === undefined) : null;
      if (slice && covers(slice, before))
        return this.fromTimeline(db, viewerId, includeSelf, before, count, slice);
      isInTimeline = false;
      const source = { of: 'following', includeSelf } as const;
      return fromTable(db, viewerId, source, before, count, null);
    });
  }

  /** Any other selection, which no timeline holds. */
  async selection(
    viewerId: number | null,
    source: Source,
    filter: FeedFilter | null,
    after: Position | undefined,
    limit: number,
  ): Promise<FoundPage> {
    const db = this.database.replica;
    return page(stretches(limit, filter !== null), after, limit, (before, count) =>
      fromTable(db, viewerId, source, before, count, filter),
    );
  }

  /** Fills the timelines that these people lack. */
  async warm(db: Db, viewerIds: readonly number[]): Promise<void> {
    const absent = await this.timelines.absent(CACHE.feed, viewerIds);
    await this.fill(db, absent);
  }

  /** The timeline before a position. Who begins to read has it filled, where there is none. */
  private async sliceOf(
    viewerId: number,
    before: Position,
    count: number,
    mayFill: boolean,
  ): Promise<Slice | null> {
    const slice = await this.timelines.read(CACHE.feed, viewerId, momentOf(before), count);
    if (slice !== null || !mayFill) return slice ?? null;
    const filled = await this.fill(this.database.primary, [viewerId]);
    return filled.get(viewerId) ?? null;
  }

  /** What is put in is read after the leases were given: what happens from then on takes them away. */
  private async fill(db: Db, viewerIds: readonly number[]): Promise<Map<number, Slice>> {
    const leases = await Promise.all(viewerIds.map((id) => this.timelines.lease(CACHE.feed, id)));
    if (viewerIds.length === 0 || leases.every((lease) => !lease)) return new Map();
    const found = await findTimelines(db, viewerIds, FILL_LENGTH);
    const slices = new Map(viewerIds.map((id) => [id, wholeOf(found.get(id) ?? [])]));
    await Promise.all(
      viewerIds.map(async (id, at) => {
        const [lease, slice] = [leases[at], slices.get(id)];
        if (lease && slice) await this.timelines.fill(CACHE.feed, id, lease, slice.moments, slice.floor);
      }),
    );
    return slices;
  }

  private async fromTimeline(
    db: Db,
    viewerId: number,
    includeSelf: boolean,
    before: Position,
    count: number,
    { moments, floor, reachesFloor }: Slice,
  ): Promise<Step> {
    const last = moments.at(-1);
    const floorAt = floor < 0 ? OLDEST : behind(floor);
    // Ends at, not before, the last of them: what is read besides must not pass it over.
    const end = reachesFloor || !last ? floorAt : { t: instantOf(last.micros), id: last.id - 1 };
    const ids = moments.map(({ id }) => id);
    const rows = await findFromTimeline(db, viewerId, includeSelf, { before, count }, end, ids);
    if (rows.length === count) return { rows, next: positionOf(rows) };
    if (reachesFloor || !last) return { rows, next: floor < 0 ? null : floorAt };
    return { rows, next: { t: instantOf(last.micros), id: last.id } };
  }
}

async function fromTable(
  db: Db,
  viewerId: number | null,
  source: Source,
  before: Position,
  count: number,
  filter: FeedFilter | null,
): Promise<Step> {
  const rows = await findStretch(db, viewerId, source, { before, count }, filter);
  return { rows, next: rows.length === count ? positionOf(rows) : null };
}

/** Looks at one stretch after the other until the page is full, for so many rounds at most. */
async function page(
  counts: readonly number[],
  after: Position | undefined,
  limit: number,
  step: (before: Position, count: number) => Promise<Step>,
): Promise<FoundPage> {
  const seen: FoundRow[] = [];
  let next: Position | null = after ?? NEWEST;
  for (const count of counts) {
    const found: Step = await step(next, count);
    seen.push(...found.rows.filter(({ isSeen }) => isSeen));
    next = found.next;
    if (!next || seen.length > limit) break;
  }
  const rows = seen.slice(0, limit);
  return { rows, next: seen.length > limit ? positionOf(rows) : next };
}

const positionOf = (rows: readonly FoundRow[]): Position | null => {
  const last = rows.at(-1);
  return last ? { id: last.id, t: last.createdAt } : null;
};

const momentOf = ({ t, id }: Position): Moment | undefined =>
  t === NEWEST.t ? undefined : { id, micros: microsOf(t) };

/** A timeline says nothing of what is at its floor or before. */
const covers = ({ floor }: Slice, { t }: Position): boolean => t === NEWEST.t || microsOf(t) > floor;

/** Newest first, as many as there are up to the length of a fill. */
function wholeOf(found: readonly Moment[]): Slice {
  const floor = found.length < FILL_LENGTH ? -1 : (found.at(-1)?.micros ?? -1);
  return { moments: found.filter(({ micros }) => micros > floor), floor, reachesFloor: true };
}
