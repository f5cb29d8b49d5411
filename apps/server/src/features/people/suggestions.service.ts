import type { SuggestedPerson, SuggestionReason } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database } from '../../platform/database/database.js';
import type { Actor } from '../../platform/viewer.js';
import { MatchService } from '../match/match.public.js';
import { UsersService } from '../users/users.public.js';
import { DirectoryService } from './directory.service.js';
import { rankCandidates, reasonFor } from './people.rules.js';
import { findCandidates, findSuggestable } from './suggestions.sql.js';

interface Suggestion {
  readonly id: number;
  readonly reason: SuggestionReason;
  readonly mutualCount: number;
}

/** More than are shown at most: some may be gone when they are shown. */
const KEPT = 80;

@Injectable()
export class SuggestionsService {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    private readonly users: UsersService,
    private readonly directory: DirectoryService,
    private readonly matches: MatchService,
  ) {}

  /** Who is suggested may be ten minutes old; whether they may still be is looked at each time. */
  async of(actor: Actor, limit: number): Promise<SuggestedPerson[]> {
    const kept = await this.kept(actor);
    const suggestable = await findSuggestable(
      this.database.current,
      actor.id,
      kept.map(({ id }) => id),
    );
    const shown = kept.filter(({ id }) => suggestable.has(id)).slice(0, limit);
    const ids = shown.map(({ id }) => id);
    const [cards, percentages] = await Promise.all([
      this.users.cards(actor, ids),
      this.matches.percentages(actor.id, ids),
    ]);
    return shown.flatMap(({ id, reason, mutualCount }) => {
      const [card, matchPercentage] = [cards.get(id), percentages.get(id)];
      return card && matchPercentage !== undefined ? [{ ...card, reason, mutualCount, matchPercentage }] : [];
    });
  }

  private async kept(actor: Actor): Promise<Suggestion[]> {
    const load = async () => JSON.stringify(await this.load(actor));
    const arg = { userId: actor.id, version: actor.cacheVersion };
    const text = await this.cache.read(CACHE.suggestions, arg, async () => ({ value: await load() }));
    return JSON.parse(text ?? (await load())) as Suggestion[];
  }

  private async load(actor: Actor): Promise<Suggestion[]> {
    const popular = (await this.directory.front('followers')).ids.slice(0, KEPT);
    const candidates = await findCandidates(this.database.primary, actor.id, popular);
    return rankCandidates(candidates, KEPT).map((candidate) => ({
      id: candidate.id,
      reason: reasonFor(candidate),
      mutualCount: candidate.mutualCount,
    }));
  }
}
