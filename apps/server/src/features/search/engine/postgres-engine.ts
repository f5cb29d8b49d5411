import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import type { Viewer } from '../../../platform/viewer.js';
import { milesBetween } from '../../restaurants/restaurants.public.js';
import { relevanceOf, type Typed } from '../relevance.rules.js';
import { findLists } from './list-search.sql.js';
import { findPeople } from './people-search.sql.js';
import { type CandidateRow, type CandidateSource, findCandidates } from './restaurant-candidates.sql.js';
import { type Hit, type PersonAsk, type RestaurantAsk, SearchEngine } from './search-engine.js';
import { toTextQuery } from './text-query.rules.js';
import { readTyped, type TypedRow } from './typed-text.sql.js';

/** Share of what was typed that a find must hold for likenesses of whole names not to be looked at. */
const SURE = 0.85;

/** Searches the truth itself: PostgreSQL finds who may be meant, a pure rule says how well each answers. */
@Injectable()
export class PostgresEngine extends SearchEngine {
  constructor(private readonly database: Database) {
    super();
  }

  async restaurants(viewer: Viewer, ask: RestaurantAsk): Promise<Hit[]> {
    const db = this.database.current;
    const find = (typed: TypedRow, by: CandidateSource) =>
      findCandidates(db, { ...ask, viewerId: viewer?.id ?? null, raw: ask.text, text: typed.text, by });
    const typed = await readTyped(db, ask.text, !ask.isTyping);
    if (typed.words.length === 0) return [];
    const byWords = judge(
      typed,
      await find(typed, { textQuery: toTextQuery(typed.words, typed.alike) }),
      ask,
    );
    // One letter is a beginning and nothing else.
    if (byWords.some(({ found }) => found >= SURE) || [...typed.text].length < 2) return best(byWords, ask);
    const byName = judge(typed, await find(typed, 'likeness'), ask);
    return best([...byWords, ...byName], ask);
  }

  async people(viewer: Viewer, { text, onlyTastemakers, after, limit }: PersonAsk): Promise<Hit[]> {
    const db = this.database.current;
    const typed = await readTyped(db, text, false);
    if (typed.words.length === 0) return [];
    const rows = await findPeople(db, {
      viewerId: viewer?.id ?? null,
      text,
      textQuery: toTextQuery(typed.words),
      onlyTastemakers,
      byLikeness: typed.text.length > 2,
      after,
      limit,
    });
    return rows.map(({ id, score, byUsername, byName }) => ({
      id,
      score,
      matchedOn: [
        ...(byUsername ? (['username'] as const) : []),
        ...(byName || !byUsername ? (['name'] as const) : []),
      ],
    }));
  }

  async lists(viewer: Viewer, { text, limit }: { text: string; limit: number }): Promise<Hit[]> {
    const db = this.database.current;
    const typed = await readTyped(db, text, false);
    if (typed.words.length === 0) return [];
    const textQuery = toTextQuery(typed.words);
    const rows = await findLists(db, { viewerId: viewer?.id ?? null, text, textQuery, limit });
    return rows.map(({ id, score, isNamed }) => ({
      id,
      score,
      matchedOn: [isNamed ? 'name' : 'description'],
    }));
  }
}

interface Judged extends Hit {
  readonly found: number;
  readonly averageScore: number;
  readonly miles: number;
}

function judge(typed: Typed, rows: readonly CandidateRow[], { position }: RestaurantAsk): Judged[] {
  return rows.flatMap((row): Judged[] => {
    const miles = position && milesBetween(position, row);
    const relevance = relevanceOf(typed, { ...row, miles });
    return relevance
      ? [{ id: row.id, averageScore: row.averageScore ?? 0, miles: miles ?? 0, ...relevance }]
      : [];
  });
}

function best(judged: readonly Judged[], { limit }: RestaurantAsk): Hit[] {
  return [...new Map(judged.map((one) => [one.id, one])).values()]
    .sort((a, b) => b.score - a.score || a.miles - b.miles || b.averageScore - a.averageScore || a.id - b.id)
    .slice(0, limit);
}
