import { ROUTES } from '@beli/contract';
import type { Person } from './client.js';
import type { TestDatabase } from './database.js';

/** Chance that comes out the same for the same seed (mulberry32). */
export function seeded(seed: number) {
  let state = seed;
  const chance = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (count: number) => Math.floor(chance() * count);
  const oneOf = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  return { chance, below, oneOf };
}
export type Chance = ReturnType<typeof seeded>;

/** Restaurants with ids in a row. */
export interface Places {
  readonly first: number;
  readonly count: number;
}

/**
 * Restaurants, whom people follow, and three days of history before anybody reads: with bursts of want to try, and
 * reviews about a day from their visits. The first two people are followed by nearly everybody; the last few
 * follow a hundred, so that their timelines are cut.
 */
export async function arrange(
  { query }: TestDatabase,
  ids: readonly number[],
  placeCount: number,
): Promise<Places> {
  const placeIds = await query<{ id: number }>(
    `insert into restaurants (name, category, location, city)
     select 'Place ' || n, 'restaurants', st_makepoint(-74, 40.7)::geography, 'New York' from generate_series(1, $1) n
     returning id::int as id`,
    [placeCount],
  );
  const places = { first: Math.min(...placeIds.map(({ id }) => id)), count: placeCount };
  await query(
    `insert into follows (follower_id, followee_id, status, accepted_at)
     select one.id, other.id, 'accepted', now() from unnest($1::bigint[]) with ordinality one(id, n), unnest($1::bigint[]) with ordinality other(id, n)
     where one.id <> other.id and case
       when other.n = 1 then one.n % 10 < 7
       when other.n = 2 then one.n % 20 > 0
       else hashtext(one.n || '/' || other.n) & 255 < case when one.n > cardinality($1::bigint[]) - 5 then 128 else 14 end end`,
    [ids],
  );
  await query(
    `update users u set followers_count = (select count(*) from follows f where f.followee_id = u.id),
       following_count = (select count(*) from follows f where f.follower_id = u.id)`,
  );
  await query(
    `insert into activities (type, user_id, restaurant_id, created_at)
     select (array['visit', 'visit', 'review', 'want_to_try', 'recommendation'])[1 + n % 5], id, $2 + (hashtext(id || ' ' || n / 3) & 63),
       date_trunc('second', now()) - interval '3 days' + (n / 4) * interval '17 hours' + (hashtext(n || '/' || id) & 4095) * interval '1 second'
     from unnest($1::bigint[]) as id, generate_series(1, 16) n
     union all
     select 'want_to_try', id, $2 + n, date_trunc('second', now()) - interval '30 hours' + n * (hashtext(id || '') & 31) * interval '1 minute'
     from unnest($1::bigint[]) as id, generate_series(1, 6) n`,
    [ids, places.first],
  );
  return places;
}

/** What a person of the storm remembers of the own writes. */
interface Memory {
  readonly wanted: number[];
  readonly been: number[];
  readonly reviews: number[];
  readonly told: string[];
  readonly undo: string[];
}

/** People who write at random. */
export class Storm {
  private readonly memories = new Map<number, Memory>();
  /** successful writes by kind */
  readonly counts: Record<string, number> = {};

  constructor(
    private readonly people: readonly Person[],
    private readonly places: Places,
    private readonly chance: Chance,
    private readonly baseUrls: readonly string[],
  ) {}

  get total(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  /** One write of somebody, or something that one person tells; some are refused, as of two who take the same away. */
  async write(teller?: Person): Promise<void> {
    const { chance } = this;
    const person = (teller ?? chance.oneOf(this.people)).at(chance.oneOf(this.baseUrls));
    const kind = teller ? 'tell' : chance.oneOf(KINDS);
    const status = await this.act(kind, person);
    if (status >= 500) throw new Error(`${kind} was answered with ${status}`);
    if (status < 300) this.counts[kind] = (this.counts[kind] ?? 0) + 1;
  }

  /** Somebody looks at the feed, which fills timelines in the middle of it all. */
  async read(reader?: Person): Promise<void> {
    const person = (reader ?? this.chance.oneOf(this.people)).at(this.chance.oneOf(this.baseUrls));
    await person.must(ROUTES.getFeed, { query: { limit: this.chance.oneOf(['5', '20', '100']) } });
  }

  private async act(kind: (typeof KINDS)[number], person: Person): Promise<number> {
    const { chance, places } = this;
    const mine = this.memoryOf(person);
    const restaurantId = places.first + chance.below(places.count);
    // The two whom everybody follows come and go more often than others.
    const other = chance.oneOf(chance.below(4) === 0 ? this.people.slice(0, 2) : this.people);
    const [self, them] = [{ id: 'me' }, { id: String(other.id) }];
    switch (kind) {
      case 'been':
      case 'want_to_try': {
        const body = { restaurantId, ...(kind === 'been' ? { rating: chance.below(100) / 10 } : {}) };
        const added = await person.call(ROUTES.addToList, { params: { ...self, scope: kind }, body });
        if (added.status < 300) (kind === 'been' ? mine.been : mine.wanted).push(restaurantId);
        return added.status;
      }
      case 'review': {
        // Of a place where the person has just been, mostly: one item in the feed.
        const params = { id: String(mine.been.at(-1) ?? restaurantId) };
        const written = await person.call(ROUTES.createReview, {
          params,
          body: { rating: 8, content: 'Good.' },
        });
        if (written.status < 300) mine.reviews.push(written.data.id);
        return written.status;
      }
      case 'tell': {
        const type = chance.oneOf(['visit', 'recommendation', 'want_to_try', 'bookmark'] as const);
        const told = await person.call(ROUTES.createActivity, { body: { type, restaurantId } });
        if (told.status < 300) mine.told.push(told.data.id);
        return told.status;
      }
      case 'take off': {
        const places = chance.below(2) === 0 ? mine.been : mine.wanted;
        return this.remove(mine, places.shift(), (id) =>
          person.call(ROUTES.removeRestaurant, { params: { restaurantId: String(id) } }),
        );
      }
      case 'delete review':
        return this.remove(mine, mine.reviews.shift(), (id) =>
          person.call(ROUTES.deleteReview, { params: { id: String(id) } }),
        );
      case 'delete activity':
        return this.remove(mine, mine.told.shift(), (id) =>
          person.call(ROUTES.deleteActivity, { params: { id } }),
        );
      case 'undo': {
        const token = mine.undo.pop();
        return token === undefined ? NOTHING : (await person.call(ROUTES.undo, { body: { token } })).status;
      }
      default:
        return (await person.call(BETWEEN_PEOPLE[kind], { params: them })).status;
    }
  }

  private async remove<T>(
    mine: Memory,
    what: T | undefined,
    call: (what: T) => Promise<{ status: number; headers: Headers }>,
  ): Promise<number> {
    if (what === undefined) return NOTHING;
    const { status, headers } = await call(what);
    const token = headers.get('x-undo-token');
    if (token) mine.undo.push(token);
    return status;
  }

  private memoryOf({ id }: Person): Memory {
    const kept = this.memories.get(id) ?? { wanted: [], been: [], reviews: [], told: [], undo: [] };
    this.memories.set(id, kept);
    return kept;
  }
}

/** There was nothing to take away. */
const NOTHING = 404;

const BETWEEN_PEOPLE = {
  follow: ROUTES.followUser,
  unfollow: ROUTES.unfollowUser,
  mute: ROUTES.muteUser,
  unmute: ROUTES.unmuteUser,
  block: ROUTES.blockUser,
  unblock: ROUTES.unblockUser,
} as const;

/** As often as they are named. */
const KINDS = [
  ...Array<'been'>(10).fill('been'),
  ...Array<'want_to_try'>(10).fill('want_to_try'),
  ...Array<'review'>(6).fill('review'),
  ...Array<'tell'>(6).fill('tell'),
  ...Array<'take off'>(5).fill('take off'),
  ...Array<'follow'>(6).fill('follow'),
  ...Array<'undo'>(3).fill('undo'),
  ...Array<'unfollow'>(2).fill('unfollow'),
  'delete review',
  'delete activity',
  'mute',
  'unmute',
  'block',
  'unblock',
] as const;
