import type { CityCalendar } from './calendar.js';
import { newYorkInstant } from './calendar.js';
import { cast } from './cast.js';
import type { Follow } from './demo-city.js';
import type { Citizen } from './people.js';
import { SeededRandom } from './seeded-random.js';

/** Who follows whom. */
export class Circle {
  private readonly accepted = new Map<number, Set<number>>();
  private readonly acceptedBy = new Map<number, Set<number>>();

  constructor(follows: readonly Follow[]) {
    for (const { followerId, followeeId, status } of follows) {
      if (status !== 'accepted') continue;
      of(this.accepted, followerId).add(followeeId);
      of(this.acceptedBy, followeeId).add(followerId);
    }
  }

  follows(followerId: number, followeeId: number): boolean {
    return this.accepted.get(followerId)?.has(followeeId) ?? false;
  }

  areFriends(one: number, other: number): boolean {
    return this.follows(one, other) && this.follows(other, one);
  }

  followersOf(userId: number): number[] {
    return [...(this.acceptedBy.get(userId) ?? [])].sort((one, other) => one - other);
  }
}

/** Follows made in the last days show up in feeds, so who they are is fixed: follower, followee, days ago. */
const recentFollows: readonly (readonly [string, string, number])[] = [
  ['jonah_adler', 'simone_baptiste', 1],
  ['gracekim', 'joaquin_paz', 3],
  ['wendy_cho', 'nadia_kowalski', 2],
  ['sofia_reyes', 'yara_santos', 5],
  ['ben_whitaker', 'adrian_cole', 4],
  ['anya_volkova', 'victor_hale', 6],
  ['lily_tran', 'zoe_mitchell', 8],
  ['maya', 'joaquin_paz', 6],
  ['lucas_ferreira', 'camille_dubois', 9],
];

export function weaveFollows(citizens: readonly Citizen[], calendar: CityCalendar): Follow[] {
  const random = new SeededRandom('follows');
  const follows = new Map<string, Follow>();
  const idOf = new Map(citizens.map(({ username, id }) => [username, id]));
  const recent = new Set(recentFollows.map(([from, to]) => `${idOf.get(from)}>${idOf.get(to)}`));

  const follow = (follower: Citizen, followee: Citizen) => {
    const key = `${follower.id}>${followee.id}`;
    if (follower.id === followee.id || recent.has(key) || follows.has(key)) return;
    const joined = Math.max(follower.joinedAt, followee.joinedAt);
    const share = Math.min(0.97, joined + 0.002 + random.next() * (random.chance(0.7) ? 0.06 : 0.5));
    const createdAt = newYorkInstant(calendar.historyDay(share), random.int(8 * 60, 23 * 60));
    follows.set(key, accepted(follower.id, followee.id, createdAt, !followee.isPublic, random));
  };

  for (const one of citizens) {
    if (one.id === cast.hannah.id) continue;
    for (const other of citizens) {
      if (other.id === cast.hannah.id || other.id <= one.id) continue;
      const shared = one.character.circles.filter((name) => other.character.circles.includes(name)).length;
      const isClose = shared > 1 || (shared === 1 && random.chance(0.74));
      if (isClose || random.chance(0.03)) {
        follow(one, other);
        if (random.chance(0.9)) follow(other, one);
      }
    }
  }
  // Tastemakers are followed from everywhere; the private account only by those who know him.
  for (const tastemaker of citizens.filter(({ role }) => role === 'tastemaker')) {
    const reach = tastemaker.id === cast.priya.id ? 0.8 : 0.2 + random.next() * 0.35;
    for (const fan of citizens) {
      if (fan.id !== cast.hannah.id && random.chance(reach)) follow(fan, tastemaker);
    }
  }
  // The two who always eat together.
  const [maya, jonah] = [citizens[cast.maya.id - 1], citizens[cast.jonah.id - 1]];
  if (maya && jonah) {
    follow(maya, jonah);
    follow(jonah, maya);
  }

  for (const [from, to, days] of recentFollows) {
    const [followerId, followeeId] = [idOf.get(from), idOf.get(to)];
    if (!followerId || !followeeId) throw new Error(`unknown people in ${from} > ${to}`);
    const createdAt =
      days === 1
        ? calendar.minutesAgo(310)
        : newYorkInstant(calendar.daysAgo(days), random.int(9 * 60, 18 * 60));
    follows.set(`${followerId}>${followeeId}`, accepted(followerId, followeeId, createdAt, false, random));
  }
  // Two people still wait for the private account's answer.
  for (const [username, days] of [
    ['carlos_ibanez', 2],
    ['chloe_bennett', 5],
  ] as const) {
    const followerId = idOf.get(username) ?? 0;
    follows.set(`${followerId}>${cast.theo.id}`, {
      followerId,
      followeeId: cast.theo.id,
      status: 'requested',
      createdAt: newYorkInstant(calendar.daysAgo(days), 13 * 60 + 25),
      acceptedAt: null,
    });
  }
  return [...follows.values()].sort(
    (one, other) => one.followerId - other.followerId || one.followeeId - other.followeeId,
  );
}

/** Private accounts take some hours to say yes. */
function accepted(
  followerId: number,
  followeeId: number,
  createdAt: Date,
  isAsked: boolean,
  random: SeededRandom,
): Follow {
  const acceptedAt = isAsked ? new Date(createdAt.getTime() + random.int(20, 600) * 60_000) : createdAt;
  return { followerId, followeeId, status: 'accepted', createdAt, acceptedAt };
}

function of(map: Map<number, Set<number>>, key: number): Set<number> {
  const found = map.get(key) ?? new Set<number>();
  map.set(key, found);
  return found;
}
