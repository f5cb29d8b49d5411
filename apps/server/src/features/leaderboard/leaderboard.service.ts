import type { BoardMeta, BoardMetric, BoardRow, BoardScope, Category, OwnRank } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { pageMeta } from '../../platform/http/pages.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import type { Actor } from '../../platform/viewer.js';
import { MatchService } from '../match/match.public.js';
import { foldCity } from '../users/users.public.js';
import { BoardReader } from './board-reader.js';
import { findShown, type ShownRow } from './boards.sql.js';
import { rankPercentile } from './leaderboard.rules.js';

interface Board {
  readonly metric: BoardMetric;
  readonly city?: string | undefined;
}

/** How far above is looked for somebody whom the viewer may see. */
const NEIGHBOURS = 20;

@Injectable()
export class LeaderboardService {
  constructor(
    private readonly database: Database,
    private readonly boards: BoardReader,
    private readonly matches: MatchService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Everybody counts; rows of people whom the viewer may not see are left out, and counted in `hidden`. */
  async page(
    actor: Actor,
    query: Board & { scope: BoardScope; category?: Category | undefined; page: number; pageSize: number },
  ): Promise<{ rows: BoardRow[]; meta: BoardMeta }> {
    const board = await this.boardOf(actor, query);
    const from = (query.page - 1) * query.pageSize;
    const { rows, total, own } = await this.boards.read(
      actor,
      { ...board, scope: query.scope, category: query.category },
      { from, until: from + query.pageSize },
    );
    const ids = rows.map(({ id }) => id);
    const shown = await findShown(this.database.current, board, ids);
    const others = [...shown.keys()].filter((id) => id !== actor.id);
    const percentages = await this.matches.percentages(actor.id, others);
    const presented = rows.flatMap(({ id, value }, index) => {
      const person = shown.get(id);
      const place = { rank: from + index + 1, score: value };
      return person ? [{ ...presentRow(person, percentages.get(id) ?? null), ...place }] : [];
    });
    const hidden = rows.length - presented.length;
    const me = own && { rank: own.index + 1, score: own.value };
    return { rows: presented, meta: { ...pageMeta(query, total), me, hidden } };
  }

  async ownRank(actor: Actor, query: Board): Promise<OwnRank> {
    const board = { ...(await this.boardOf(actor, query)), scope: 'all' as const };
    const { own, total } = await this.boards.read(actor, board, { from: 0, until: 1 });
    if (!own) return { rank: null, score: null, of: total, percentile: null, nextUp: null };
    const above = { from: Math.max(0, own.index - NEIGHBOURS), until: own.index };
    const { rows } = own.index === 0 ? { rows: [] } : await this.boards.read(actor, board, above);
    const ids = rows.map(({ id }) => id);
    const shown = await findShown(this.database.current, board, ids);
    const next = rows.findLast(({ id }) => id !== actor.id && shown.has(id));
    const card = next && shown.get(next.id)?.card;
    return {
      rank: own.index + 1,
      score: own.value,
      of: total,
      percentile: rankPercentile(own.index + 1, total),
      nextUp: next && card ? { user: card, gap: Math.max(0, next.value - own.value) } : null,
    };
  }

  private async boardOf(actor: Actor, { metric, city }: Board) {
    return {
      metric,
      city: city === undefined ? undefined : await foldCity(this.database.replica, city),
      viewerId: actor.id,
      now: this.clock(),
    };
  }
}

function presentRow(row: ShownRow, matchPercentage: number | null): Omit<BoardRow, 'rank' | 'score'> {
  const { card, city, state, beenCount, currentStreak, averageRating, followersCount, totalReviews } = row;
  const hasPlace = row.showsCity && (city !== null || state !== null);
  return {
    user: { ...card, location: hasPlace ? { city, state } : null },
    stats: { beenCount, currentStreak, averageRating, followersCount, totalReviews },
    matchPercentage,
    isFollowing: card.isFollowing ?? false,
  };
}
