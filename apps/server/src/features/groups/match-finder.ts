import { createHash } from 'node:crypto';
import { type Category, type Coordinates, DIETARY_SLUGS, type DietarySlug } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { Database } from '../../platform/database/database.js';
import { decryptHome } from '../users/users.public.js';
import { type CandidateQuery, findCandidates, type GroupPerson } from './candidates.sql.js';
import { cellOf } from './home-cells.rules.js';
import { type Decision, decideMatches, dislikedByHalf, leastWanted } from './match.rules.js';

export interface MatchQuestion {
  readonly date: string;
  readonly category: Category | null;
  /** asked for besides those of the people */
  readonly restrictions: readonly DietarySlug[];
  readonly center: Coordinates | null;
}

/** Finds where a group should eat. Who may be in the group is decided before. */
@Injectable()
export class MatchFinder {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    private readonly cipher: FieldCipher,
  ) {}

  /** From the cache while nobody of the group and no restaurant has changed. */
  async find(people: readonly GroupPerson[], question: MatchQuestion): Promise<Decision> {
    const arg = await this.cacheArgument(people, question);
    const text = await this.cache.read(CACHE.groupMatches, arg, async () => ({
      value: JSON.stringify(await this.decide(people, question)),
    }));
    return text === null ? this.decide(people, question) : (JSON.parse(text) as Decision);
  }

  /** Works the answer out anew and keeps it, so that it is there for the whole of its life. */
  async prepare(people: readonly GroupPerson[], question: MatchQuestion): Promise<void> {
    const arg = await this.cacheArgument(people, question);
    await this.cache.fill(CACHE.groupMatches, arg, async () => ({
      value: JSON.stringify(await this.decide(people, question)),
    }));
  }

  private async decide(people: readonly GroupPerson[], question: MatchQuestion): Promise<Decision> {
    const { date, category, center } = question;
    const query: CandidateQuery = {
      size: people.length,
      people: people.map(({ id }) => id),
      date,
      category,
      restrictions: restrictionsOf(people, question.restrictions),
      dislikedCuisines: new Set(dislikedByHalf(people.map(({ dislikedCuisines }) => dislikedCuisines))),
      positions: center ? [center] : this.homesOf(people),
    };
    const least = leastWanted(people.length);
    const shared = await findCandidates(this.database.current, query, least);
    const candidates =
      shared.length > 0 || least === 1 ? shared : await findCandidates(this.database.current, query, 1);
    return decideMatches(query, candidates);
  }

  private homesOf(people: readonly GroupPerson[]): Coordinates[] {
    const homes = people.flatMap(({ homeEncrypted }) => decryptHome(homeEncrypted, this.cipher) ?? []);
    return people.length === 1 ? homes : homes.map(cellOf);
  }

  private async cacheArgument(people: readonly GroupPerson[], question: MatchQuestion) {
    const group = people.toSorted((a, b) => a.id - b.id);
    // Read before anything else is loaded: what changes meanwhile makes the key one that nobody asks for. What is known
    // of the people was loaded earlier: it is in the key itself.
    const versions = await Promise.all([
      this.cache.version(CACHE.catalogue, 'all'),
      this.cache.version(CACHE.menus, 'all'),
      ...group.map(({ id }) => this.cache.version(CACHE.person, id)),
    ]);
    const { date, category, restrictions, center } = question;
    const known = group.map(({ id, homeEncrypted, dietaryRestrictions, dislikedCuisines }) => [
      id,
      homeEncrypted,
      dietaryRestrictions,
      dislikedCuisines,
    ]);
    return {
      hash: hashOf([known, date, [...restrictions].sort(), category, center]),
      version: hashOf(versions),
    };
  }
}

const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 27);

/** What is asked for and what the people need, each once, in one order whoever brings it. */
export function restrictionsOf(
  people: readonly Pick<GroupPerson, 'dietaryRestrictions'>[],
  asked: readonly DietarySlug[],
): DietarySlug[] {
  const all = new Set([...asked, ...people.flatMap(({ dietaryRestrictions }) => dietaryRestrictions)]);
  return DIETARY_SLUGS.filter((slug) => all.has(slug));
}
