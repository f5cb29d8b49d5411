import type { EventName, EventPayload } from '@beli/contract';

type Invalidation<Arg> = { readonly [N in EventName]?: (event: EventPayload<N>) => readonly Arg[] };

/** One kind of cached value: its key, how long it lives, and which events make which keys stale. */
export interface CacheEntry<Arg> {
  readonly name: string;
  readonly key: (arg: Arg) => string;
  /** seconds */
  readonly ttl: number;
  readonly staleAfter: Invalidation<Arg>;
}

/**
 * A version number inside other keys: counting it up makes all of them unreachable in one command. This is
 * how everything that belongs to one person becomes stale, however many keys that is.
 */
export interface CacheVersion<Arg> extends CacheEntry<Arg> {
  readonly isVersion: true;
}

const entry = <Arg>(name: string, definition: Omit<CacheEntry<Arg>, 'name'>): CacheEntry<Arg> => ({
  name,
  ...definition,
});
const version = <Arg>(name: string, definition: Omit<CacheEntry<Arg>, 'name'>): CacheVersion<Arg> => ({
  name,
  isVersion: true,
  ...definition,
});

const restaurantOf = (event: { restaurantId: number }) => [event.restaurantId];
const userOf = (event: { userId: number }) => [event.userId];

const bothViewsOf = ({ userId }: { userId: number }) => [
  { userId, isOwn: true },
  { userId, isOwn: false },
];

/** What most tables ask when they order, whatever the restaurant. */
export const COMMON_ORDERS = ([1, 2, 4] as const).flatMap((partySize) =>
  (['light', 'moderate', 'very-hungry'] as const).flatMap((hungerLevel) =>
    (['lunch', 'dinner'] as const).map((mealTime) => ({ partySize, hungerLevel, mealTime })),
  ),
);
export type CommonOrder = (typeof COMMON_ORDERS)[number];

const commonOrdersOf = ({ restaurantId: id }: { restaurantId: number }) =>
  COMMON_ORDERS.map((order) => ({ id, ...order }));
const bothPlacesOf = (event: { fromId: number; restaurantId: number }) => [event.fromId, event.restaurantId];

/** Everything of one person lies in one slot of a Redis cluster, so that one script reads it at once. */
export const personTag = (userId: number) => `{u:${userId}}`;

/** What one viewer sees of another person. */
export interface PairView {
  readonly viewerId: number;
  readonly userId: number;
  /** of everything that belongs to either */
  readonly versions: readonly [number, number];
}

const pairKey = ({ viewerId, userId, versions }: PairView) => `${viewerId}:${userId}:${versions.join('.')}`;

/** The only place where a cache key is written. */
export const CACHE = {
  /** What everybody sees of a restaurant. The value begins with a nonce that ties viewer overlays to it. */
  restaurant: entry<number>('restaurant', {
    key: (id) => `restaurant:${id}`,
    ttl: 600,
    staleAfter: {
      'relation.added': restaurantOf,
      'relation.changed': restaurantOf,
      'relation.removed': (event) => event.restaurantIds,
      'ratings.counted': (event) => event.restaurantIds,
      'review.written': restaurantOf,
      'review.changed': restaurantOf,
      'review.removed': restaurantOf,
      'restaurant.changed': restaurantOf,
      'restaurant.removed': restaurantOf,
      'restaurant.merged': (event) => [event.fromId, event.restaurantId],
      'kept.moved': (event) => event.restaurantIds,
    },
  }),
  /** What one viewer sees of it besides. Stale with the restaurant (nonce) or with the viewer (version). */
  restaurantOverlay: entry<{ id: number; viewerId: number; version: number }>('restaurantOverlay', {
    key: ({ id, viewerId, version }) => `restaurant:${id}:viewer:${viewerId}:${version}`,
    ttl: 300,
    staleAfter: {},
  }),
  person: version<number>('person', {
    key: (id) => `${personTag(id)}:version`,
    // Longer than whatever carries the number.
    ttl: 7_200,
    staleAfter: {
      'relation.added': userOf,
      'relation.changed': userOf,
      'relation.removed': userOf,
      'visit.added': userOf,
      'visit.removed': userOf,
      'scores.moved': userOf,
      'profile.changed': userOf,
      'visibility.changed': userOf,
      'kept.moved': (event) => event.userIds,
      'follow.accepted': (event) => [event.followeeId, ...event.followerIds],
      'person.blocked': (event) => [event.blockerId, event.blockedId],
      'person.unblocked': (event) => [event.blockerId, event.blockedId],
      'person.muted': (event) => [event.muterId],
      'person.unmuted': (event) => [event.muterId],
      'follow.started': (event) => [event.followerId, event.followeeId],
      'follow.requested': (event) => [event.followerId],
      'follow.ended': (event) => [event.followerId, event.followeeId],
    },
  }),
  /** Which places a person has been to: carried by what is worked out from that alone, of two people at a time. */
  been: version<number>('been', {
    key: (id) => `${personTag(id)}:been`,
    ttl: 7_200,
    staleAfter: {
      'relation.added': (event) => (event.status === 'been' ? [event.userId] : []),
      'relation.changed': (event) => (event.isBack ? [event.userId] : []),
      'relation.removed': userOf,
      'kept.moved': (event) => event.userIds,
    },
  }),
  /**
   * How well two people match: one key for both. The value begins with the versions of their been lists, in the
   * order of the ids; with others it is not believed.
   */
  match: entry<{ one: number; other: number }>('match', {
    key: ({ one, other }) => `match:${Math.min(one, other)}:${Math.max(one, other)}`,
    ttl: 300,
    staleAfter: {},
  }),
  /** What a match is made of, as the viewer may see it; by the versions of both people. */
  matchDetail: entry<PairView & { isExplained: boolean }>('matchDetail', {
    key: (view) => `match:${pairKey(view)}:${view.isExplained ? 'explained' : 'short'}`,
    ttl: 300,
    staleAfter: {},
  }),
  /** Ids of where two people agree and disagree, as the viewer may see it. */
  comparison: entry<PairView>('comparison', {
    key: (view) => `compare:${pairKey(view)}`,
    ttl: 300,
    staleAfter: {},
  }),
  /** Whom to suggest to a person, by the person's version: what may change elsewhere is looked at when read. */
  suggestions: entry<{ userId: number; version: number }>('suggestions', {
    key: ({ userId, version }) => `suggestions:${userId}:${version}`,
    ttl: 600,
    staleAfter: {},
  }),
  companions: entry<{ userId: number; version: number; today: string }>('companions', {
    key: ({ userId, version, today }) => `companions:${userId}:${version}:${today}`,
    ttl: 300,
    staleAfter: {},
  }),
  /** The front of a board of one category, which no sorted set keeps. */
  boardFront: entry<{ metric: string; city: string; category: string }>('boardFront', {
    key: ({ metric, city, category }) => `leaderboard:${metric}:${category}:${city}`,
    ttl: 600,
    staleAfter: {},
  }),
  /** Where a person stands on it. */
  boardStanding: entry<{ metric: string; city: string; category: string; userId: number; version: number }>(
    'boardStanding',
    {
      key: ({ metric, city, category, userId, version }) =>
        `standing:${userId}:${version}:${metric}:${category}:${city}`,
      ttl: 600,
      staleAfter: {},
    },
  ),
  /** The front of the directory as everybody may see it: ids and how many there are. */
  directory: entry<{ sort: string; city: string }>('directory', {
    key: ({ sort, city }) => `directory:${sort}:${city}`,
    ttl: 300,
    staleAfter: {},
  }),
  userStats: entry<number>('userStats', {
    key: (id) => `stats:${id}`,
    ttl: 300,
    staleAfter: {
      'relation.added': userOf,
      'relation.changed': userOf,
      'relation.removed': userOf,
      'visit.added': userOf,
      'visit.removed': userOf,
      'scores.moved': userOf,
      'visibility.changed': userOf,
      'kept.moved': (event) => event.userIds,
      'follow.started': (event) => [event.followerId, event.followeeId],
      'follow.accepted': (event) => [event.followeeId, ...event.followerIds],
      'follow.ended': (event) => [event.followerId, event.followeeId],
    },
  }),
  /**
   * The newest of everybody whom a person follows and has not muted, seen or not: what may be seen is decided by
   * whoever reads it. Only who is heard makes it stale; what they do is pushed into it.
   */
  feed: entry<number>('feed', {
    key: (id) => `feed:${personTag(id)}`,
    ttl: 86_400,
    staleAfter: {
      'follow.started': (event) => [event.followerId],
      'follow.accepted': (event) => event.followerIds,
      'follow.ended': (event) => [event.followerId],
      'person.muted': (event) => [event.muterId],
      'person.unmuted': (event) => [event.muterId],
    },
  }),
  /** What there is to discover for one person, as ids in order: frozen at an instant, for the pages after the first. */
  discovery: entry<{ userId: number; asOf: string; filter: string }>('discovery', {
    key: ({ userId, asOf, filter }) => `feedpage:${userId}:discover:${filter}:${asOf}`,
    ttl: 600,
    staleAfter: {},
  }),
  /** What and where a person eats; by the version of the person, and apart for the person, who sees stealth places. */
  taste: entry<{ userId: number; days: number; isOwn: boolean; version: number }>('taste', {
    key: ({ userId, days, isOwn, version }) =>
      `taste:${userId}:${days}:${isOwn ? 'own' : 'shared'}:${version}`,
    ttl: 300,
    staleAfter: {},
  }),
  /** How many people went to how many places in the last so many days: of everybody, so it may lag behind. */
  activity: entry<{ days: number; today: string }>('activity', {
    key: ({ days, today }) => `activity:${days}:${today}`,
    ttl: 3_600,
    staleAfter: {},
  }),
  /** New places and goals by year; apart for the person, who counts stealth places too. */
  challenges: entry<{ userId: number; isOwn: boolean }>('challenges', {
    key: ({ userId, isOwn }) => `challenges:${userId}:${isOwn ? 'own' : 'shared'}`,
    ttl: 300,
    staleAfter: {
      'relation.added': bothViewsOf,
      'visit.added': bothViewsOf,
      'visit.removed': bothViewsOf,
      'relation.changed': bothViewsOf,
      'relation.removed': bothViewsOf,
      'challenge.changed': bothViewsOf,
      'kept.moved': (event) => event.userIds.flatMap((userId) => bothViewsOf({ userId })),
    },
  }),
  /** How many notifications wait to be read. */
  unread: entry<number>('unread', {
    key: (id) => `unread:${id}`,
    ttl: 3_600,
    staleAfter: { 'notifications.changed': (event) => event.userIds },
  }),
  scoreDistribution: entry<number>('scoreDistribution', {
    key: (id) => `scores:${id}`,
    ttl: 600,
    staleAfter: {
      'ratings.counted': (event) => event.restaurantIds,
      'relation.added': restaurantOf,
      'relation.changed': restaurantOf,
      'relation.removed': (event) => event.restaurantIds,
      'restaurant.removed': restaurantOf,
      'restaurant.merged': (event) => [event.fromId, event.restaurantId],
      'kept.moved': (event) => event.restaurantIds,
    },
  }),
  /** Grows with whatever changes what is recommended to a person: by the own hand, never by another's. */
  tasteVersion: version<number>('tasteVersion', {
    key: (id) => `${personTag(id)}:taste`,
    // Longer than the recommendations that carry the number.
    ttl: 90_000,
    staleAfter: {
      'relation.added': userOf,
      'relation.changed': userOf,
      'relation.removed': userOf,
      'scores.moved': userOf,
      'profile.changed': userOf,
      'kept.moved': (event) => event.userIds,
      'follow.started': (event) => [event.followerId],
      'follow.accepted': (event) => event.followerIds,
      'follow.ended': (event) => [event.followerId],
      'person.blocked': (event) => [event.blockerId, event.blockedId],
      'person.unblocked': (event) => [event.blockerId, event.blockedId],
      'person.muted': (event) => [event.muterId],
      'person.unmuted': (event) => [event.muterId],
    },
  }),
  /** Places for one person, as ids and numbers: an hour where they were asked for, a day where worked out at night. */
  recommendations: entry<{ userId: number; version: number; where: string }>('recommendations', {
    key: ({ userId, version, where }) => `recs:${userId}:${where}:${version}`,
    ttl: 86_400,
    staleAfter: {},
  }),
  /** Ids and trends by city and category, the same for everybody. */
  trending: entry<{ where: string; version: number }>('trending', {
    key: ({ where, version }) => `trending:${where}:${version}`,
    ttl: 600,
    staleAfter: {},
  }),
  similar: entry<{ id: number; version: number }>('similar', {
    key: ({ id, version }) => `similar:${id}:${version}`,
    ttl: 3_600,
    staleAfter: {},
  }),
  catalogue: version<'all'>('catalogue', {
    key: () => 'catalogue:version',
    ttl: 7_200,
    staleAfter: {
      'restaurant.created': () => ['all'],
      'restaurant.changed': () => ['all'],
      'restaurant.removed': () => ['all'],
      'restaurant.merged': () => ['all'],
    },
  }),
  /** When a table can be had; by the version of the catalogue, whatever in it changed. */
  availability: entry<{ id: number; date: string; slot: string; partySize: number; version: number }>(
    'availability',
    {
      key: ({ id, date, slot, partySize, version }) =>
        `availability:${id}:${date}:${slot}:${partySize}:${version}`,
      ttl: 60,
      staleAfter: {},
    },
  ),
  /** Counts up with every menu that changes. */
  menus: version<'all'>('menus', {
    key: () => 'menus:version',
    ttl: 7_200,
    staleAfter: { 'menu.changed': () => ['all'] },
  }),
  /**
   * Where a group should eat, without anything of a viewer. By the versions of everybody in it (wishes, visits,
   * diets, homes, blocks) of the catalogue and of all menus. The time of the day is not in it: who has tables
   * then is asked when it is read.
   */
  groupMatches: entry<{ hash: string; version: string }>('groupMatches', {
    key: ({ hash, version }) => `group:${hash}:${version}`,
    ttl: 300,
    staleAfter: {},
  }),
  menu: entry<number>('menu', {
    key: (id) => `menu:${id}`,
    ttl: 3_600,
    staleAfter: {
      'menu.changed': restaurantOf,
      'restaurant.removed': restaurantOf,
      'restaurant.merged': bothPlacesOf,
    },
  }),
  /** What a table could order, for the common questions. */
  order: entry<CommonOrder & { id: number }>('order', {
    key: ({ id, partySize, hungerLevel, mealTime }) => `order:${id}:${partySize}:${hungerLevel}:${mealTime}`,
    ttl: 3_600,
    staleAfter: {
      'menu.changed': commonOrdersOf,
      'restaurant.removed': commonOrdersOf,
      'restaurant.merged': (event) =>
        bothPlacesOf(event).flatMap((restaurantId) => commonOrdersOf({ restaurantId })),
    },
  }),
  /** First page of a restaurant list, without anything that depends on the viewer. */
  restaurantList: entry<{ hash: string; version: number }>('restaurantList', {
    key: ({ hash, version }) => `list:${hash}:${version}`,
    ttl: 600,
    staleAfter: {},
  }),
  /** Which posts there are and in which order; that a viewer may not see one is found out when it is read. */
  posts: version<'all'>('posts', {
    key: () => 'posts:version',
    ttl: 7_200,
    staleAfter: {
      'post.published': () => ['all'],
      'post.changed': () => ['all'],
      'post.removed': () => ['all'],
      // Roles and suspensions; that an account opens or closes may wait for the end of the entry's life.
      'access.changed': () => ['all'],
      'kept.moved': () => ['all'],
    },
  }),
  /** Ids of one page of posts, and how many there are. */
  postPage: entry<{ hash: string; version: number }>('postPage', {
    key: ({ hash, version }) => `posts:${hash}:${version}`,
    ttl: 600,
    staleAfter: {},
  }),
  /** What a post says, by the version of the post. */
  postContent: entry<{ id: number; version: number }>('postContent', {
    key: ({ id, version }) => `post:${id}:${version}`,
    ttl: 600,
    staleAfter: {},
  }),
  /** Who is in the directory; followers and names may lag behind in its order, never in what it shows. */
  tastemakers: version<'all'>('tastemakers', {
    key: () => 'tastemakers:version',
    ttl: 7_200,
    staleAfter: {
      'tastemaker.changed': () => ['all'],
      'access.changed': () => ['all'],
    },
  }),
  /** Ids of one page of tastemakers, and how many there are. */
  tastemakerPage: entry<{ hash: string; version: number }>('tastemakerPage', {
    key: ({ hash, version }) => `tastemakers:${hash}:${version}`,
    ttl: 600,
    staleAfter: {},
  }),
  featured: version<'all'>('featured', {
    key: () => 'featured:version',
    ttl: 7_200,
    staleAfter: { 'featured-list.changed': () => ['all'] },
  }),
  /** Ids of one page of featured lists, and how many there are. */
  featuredPage: entry<{ hash: string; version: number }>('featuredPage', {
    key: ({ hash, version }) => `featured:${hash}:${version}`,
    ttl: 600,
    staleAfter: {},
  }),
  /** Restaurants for what many type at one place; without anything of a viewer. */
  completions: entry<{ hash: string; version: number }>('completions', {
    key: ({ hash, version }) => `complete:${hash}:${version}`,
    ttl: 60,
    staleAfter: {},
  }),
  meta: entry<{ name: string; version: number }>('meta', {
    key: ({ name, version }) => `meta:${name}:${version}`,
    ttl: 3_600,
    staleAfter: {},
  }),
} as const;

/** The boards: not a cache that ages, but kept up with every write and built anew each night (platform/boards). */
export const BOARD_KEYS = {
  prefix: '{leaderboard}:',
  /** which generation is read, for 25 hours */
  ready: '{leaderboard}:ready',
  /** which one is being built, for a minute after its builder's last sign of life */
  building: '{leaderboard}:building',
  generations: '{leaderboard}:generations',
  of: (generation: string) => {
    const base = `{leaderboard}:${generation}:`;
    return {
      people: `${base}people`,
      due: `${base}due`,
      cities: `${base}cities`,
      board: (metric: string, city: string) => `${base}${metric}:${city}`,
    };
  },
} as const;

const ENTRIES: readonly (CacheEntry<never> & { isVersion?: true })[] = Object.values(CACHE) as never;

/** Keys that an event makes stale: to be deleted, or counted up where they are versions. */
export function staleKeys<N extends EventName>(
  name: N,
  event: EventPayload<N>,
): { drop: string[]; bump: { key: string; ttl: number }[] } {
  const drop: string[] = [];
  const bump: { key: string; ttl: number }[] = [];
  for (const candidate of ENTRIES) {
    const args = candidate.staleAfter[name]?.(event as never) ?? [];
    const keys = args.map((arg) => candidate.key(arg));
    if (candidate.isVersion) bump.push(...keys.map((key) => ({ key, ttl: candidate.ttl })));
    else drop.push(...keys);
  }
  return { drop, bump };
}
