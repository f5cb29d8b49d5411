import { describe, expect, test } from 'vitest';
import { scoresOf } from '../features/lists/ranking/order.rules.js';
import { sanitizePostHtml } from '../platform/text/post-html.js';
import { cast } from './cast.js';
import type { DemoCity } from './demo-city.js';
import { generateDemoCity } from './generate-demo-city.js';

const now = new Date('2026-11-24T15:30:00Z');
const city = generateDemoCity({ now });
const person = (id: number) => city.people[id - 1];
const place = (id: number) => city.restaurants[id - 1];
const been = city.relations.filter(({ status }) => status === 'been');
const accepted = city.follows.filter(({ status }) => status === 'accepted');
const followedBy = (id: number) =>
  new Set(accepted.filter(({ followerId }) => followerId === id).map(({ followeeId }) => followeeId));
const day = 86_400_000;

function unique(keys: readonly unknown[]): void {
  expect(new Set(keys).size).toBe(keys.length);
}

/** Everything that was created, with its instant. */
function instants(demo: DemoCity): Date[] {
  return [
    ...demo.people,
    ...demo.restaurants,
    ...demo.relations,
    ...demo.visits,
    ...demo.reviews,
    ...demo.helpfulMarks,
    ...demo.activities,
    ...demo.likes,
    ...demo.bookmarks,
    ...demo.comments,
    ...demo.lists,
    ...demo.posts,
    ...demo.posts.flatMap(({ likes, bookmarks, comments }) => [...likes, ...bookmarks, ...comments]),
    ...demo.featuredLists,
    ...demo.follows,
    ...demo.reservations,
  ]
    .map(({ createdAt }) => createdAt)
    .concat(
      demo.relations.map(({ updatedAt }) => updatedAt),
      demo.lists.flatMap(({ items }) => items.map(({ addedAt }) => addedAt)),
      demo.follows.flatMap(({ acceptedAt }) => acceptedAt ?? []),
    );
}

describe('size', () => {
  test('as large as promised', () => {
    expect(city.people).toHaveLength(50);
    expect(city.people.filter(({ tastemakerProfile }) => tastemakerProfile !== null)).toHaveLength(13);
    expect(city.restaurants).toHaveLength(250);
    expect(new Set(city.restaurants.map(({ category }) => category)).size).toBe(6);
    expect(city.relations.length).toBeGreaterThan(1_000);
    expect(city.reviews.length).toBeGreaterThan(500);
    expect(city.lists.length).toBeGreaterThanOrEqual(30);
    expect(city.comments.length).toBeGreaterThan(300);
    expect(city.reservations).toHaveLength(12);
  });

  test('a menu of 6 to 16 items everywhere', () => {
    for (const { id, name, popularDishes } of city.restaurants) {
      const menu = city.menuItems.filter(({ restaurantId }) => restaurantId === id);
      expect(menu.length, name).toBeGreaterThanOrEqual(6);
      expect(menu.length, name).toBeLessThanOrEqual(16);
      unique(menu.map((item) => item.name));
      expect(menu.map((item) => item.name)).toEqual(expect.arrayContaining(popularDishes));
    }
  });
});

describe('people', () => {
  test('have lawful names and addresses', () => {
    unique(city.people.map(({ username }) => username.toLowerCase()));
    unique(city.people.map(({ email }) => email));
    expect(city.people.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    for (const { username, email, bio, displayName, role, tastemakerProfile } of city.people) {
      expect(username).toMatch(/^[A-Za-z0-9_]{3,20}$/);
      expect(email).toMatch(/^[a-z0-9.]+@example\.com$/);
      expect(displayName.length).toBeLessThanOrEqual(100);
      expect((bio ?? '').length).toBeLessThanOrEqual(500);
      expect(tastemakerProfile !== null).toBe(role === 'tastemaker');
    }
  });

  test('the cast is where it belongs', () => {
    for (const member of Object.values(cast)) {
      const found = person(member.id);
      expect(found?.username).toBe(member.username);
      expect(found?.password).toBe(member.password);
      expect(member.password).toMatch(/^(?=.*[A-Z])(?=.*\d).{8,72}$/);
    }
    expect(city.people.filter(({ password }) => password !== null)).toHaveLength(Object.keys(cast).length);
    expect(person(cast.maya.id)?.role).toBe('user');
    expect(person(cast.daniel.id)?.role).toBe('moderator');
    expect(person(cast.ruth.id)?.role).toBe('admin');
    expect(person(cast.theo.id)?.isPublic).toBe(false);
    const isHannahs = ({ userId }: { userId: number }) => userId === cast.hannah.id;
    expect(
      city.relations.some(isHannahs) || city.activities.some(isHannahs) || city.likes.some(isHannahs),
    ).toBe(false);
    expect(city.reviews.some(({ userId }) => userId === cast.daniel.id)).toBe(false);
    const requests = city.follows.filter(({ status }) => status === 'requested');
    expect(requests.map(({ followeeId }) => followeeId)).toEqual([cast.theo.id, cast.theo.id]);
  });

  test('follow each other, mostly both ways', () => {
    unique(city.follows.map(({ followerId, followeeId }) => `${followerId}>${followeeId}`));
    expect(city.follows.every(({ followerId, followeeId }) => followerId !== followeeId)).toBe(true);
    expect(
      city.follows.every((follow) => (follow.acceptedAt !== null) === (follow.status === 'accepted')),
    ).toBe(true);
    const edges = new Set(accepted.map(({ followerId, followeeId }) => `${followerId}>${followeeId}`));
    const mutual = accepted.filter(({ followerId, followeeId }) => edges.has(`${followeeId}>${followerId}`));
    expect(mutual.length / accepted.length).toBeGreaterThan(0.6);
    const followers = (id: number) => accepted.filter(({ followeeId }) => followeeId === id).length;
    const meanOf = (ids: number[]) => ids.reduce((sum, id) => sum + followers(id), 0) / ids.length;
    const isExpert = (id: number) => person(id)?.role === 'tastemaker';
    const ids = city.people.map(({ id }) => id);
    expect(meanOf(ids.filter(isExpert))).toBeGreaterThan(1.4 * meanOf(ids.filter((id) => !isExpert(id))));
    expect(followers(cast.maya.id)).toBeGreaterThan(10);
  });
});

describe('restaurants', () => {
  test('have lawful and unlike data', () => {
    unique(city.restaurants.map(({ name }) => name.toLowerCase()));
    unique(city.restaurants.flatMap(({ phone }) => phone ?? []));
    for (const restaurant of city.restaurants) {
      expect(restaurant.cuisines.length).toBeGreaterThanOrEqual(1);
      expect(restaurant.cuisines.length).toBeLessThanOrEqual(3);
      expect(restaurant.cuisines.every((slug) => /^[a-z]+(-[a-z]+)*$/.test(slug))).toBe(true);
      expect([...restaurant.tags, ...restaurant.goodFor].every((tag) => tag.length <= 30)).toBe(true);
      unique(restaurant.tags);
      expect(restaurant.phone ?? '+1 212 555 0100').toMatch(/^\+1 (212|646|718|347) 555 01\d\d$/);
      expect(restaurant.website ?? 'https://a.example.com').toMatch(/^https:\/\/[a-z0-9-]+\.example\.com$/);
      expect(restaurant.zipCode).toMatch(/^1[01]\d{3}$/);
      expect(restaurant.coordinates.latitude).toBeGreaterThan(40.6);
      expect(restaurant.coordinates.latitude).toBeLessThan(40.85);
      expect(restaurant.coordinates.longitude).toBeGreaterThan(-74.03);
      expect(restaurant.coordinates.longitude).toBeLessThan(-73.8);
      expect(restaurant.acceptsReservations || restaurant.reservationLink === null).toBe(true);
    }
  });

  test('open in every way that a clock can', () => {
    const days = city.restaurants.flatMap(({ hours }) => (hours === null ? [] : Object.values(hours)));
    const periods = days.flat().flatMap((period) => period ?? []);
    expect(
      periods.every(({ open, close }) =>
        [open, close].every((time) => /^([01]\d|2[0-3]):[0-5]\d$/.test(time)),
      ),
    ).toBe(true);
    expect(periods.some(({ open, close }) => close < open)).toBe(true);
    expect(periods.some(({ open, close }) => close === open)).toBe(true);
    expect(days.some(Array.isArray)).toBe(true);
    expect(city.restaurants.some(({ hours }) => hours === null)).toBe(true);
    expect(
      city.restaurants.filter(({ hours }) => hours !== null && hours.monday === null).length,
    ).toBeGreaterThan(20);
  });

  test('menus tell the truth', () => {
    const meat =
      /\b(beef|pork|chicken|duck|lamb|goat|bacon|ham|sausage|salmon|tuna|shrimp|crab|clams?|anchov|oysters?|lobster|octopus|squid|turkey|brisket|ribs?|prosciutto|chorizo|fish sauce|dashi|bonito|lardons|guanciale|gelatin)\b/i;
    const animal =
      /\b(cheddar|cheese(?!cake)|butter(?!nut)|cream|milk|yogurt|eggs?|honey|ricotta|mozzarella|parmesan|parmigiano|ghee|mayo|aioli|feta|paneer|brioche|custard)\b/i;
    const wheat =
      /\b(bread|toast|bun|pita|pasta|baguette|sourdough|croissant|brioche|filo|naan|udon|ramen|beer-battered|breadcrumbs|soy)\b/i;
    const plantBased =
      /coconut (?:milk|cream)|oat milk|soy milk|cashew cream|vegan mayo|aioli made from chickpea|no (?:mayo|egg|cheese|milk)|no egg|no fish|coconut water|butter lettuce|peanut|there is no fish|ice cream|king oyster|oyster mushrooms|goat cheese|what oysters want/gi;
    for (const item of city.menuItems) {
      const text = `${item.name}: ${item.description}`.replaceAll(plantBased, '');
      if (item.isVegan) expect(item.isVegetarian, item.name).toBe(true);
      if (item.isVegetarian) expect(text, item.name).not.toMatch(meat);
      if (item.isVegan) expect(text, item.name).not.toMatch(animal);
      if (item.isGlutenFree) expect(text, item.name).not.toMatch(wheat);
      expect(item.popularityScore).toBeGreaterThanOrEqual(0);
      expect(item.popularityScore).toBeLessThanOrEqual(100);
      expect(item.price).toBeGreaterThan(0);
      expect(Math.abs(item.price * 100 - Math.round(item.price * 100))).toBeLessThan(1e-6);
      expect(item.mealTime.length).toBeGreaterThan(0);
    }
  });
});

describe('relations', () => {
  test('one of a kind, and never both been and wanted', () => {
    unique(city.relations.map((one) => `${one.userId} ${one.restaurantId} ${one.status}`));
    unique(
      city.relations
        .filter(({ status }) => status !== 'recommended')
        .map((one) => `${one.userId} ${one.restaurantId}`),
    );
    for (const one of city.relations) {
      expect(one.category).toBe(place(one.restaurantId)?.category);
      expect((one.rating === null) === (one.ratingSource === null)).toBe(true);
      expect(one.rating ?? 0).toBeLessThanOrEqual(10);
      expect(Math.round((one.rating ?? 0) * 10)).toBeCloseTo((one.rating ?? 0) * 10, 9);
      expect((one.notes ?? '').length).toBeLessThanOrEqual(2_000);
    }
  });

  test('ratings spread like those of people', () => {
    const ratings = been.flatMap(({ rating }) => rating ?? []);
    const mean = ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;
    const spread = Math.sqrt(ratings.reduce((sum, rating) => sum + (rating - mean) ** 2, 0) / ratings.length);
    expect(mean).toBeGreaterThan(7.3);
    expect(mean).toBeLessThan(7.9);
    expect(spread).toBeGreaterThan(1);
    expect(spread).toBeLessThan(1.6);
    expect(ratings.some((rating) => rating < 4)).toBe(true);
    expect(new Set(ratings).size).toBeGreaterThan(50);
    expect(been.some(({ rating }) => rating === null)).toBe(true);
    expect(been.some(({ isStealth }) => isStealth)).toBe(true);
  });

  test('ranks are gapless, best first, and scores follow from them', () => {
    const lists = Map.groupBy(
      city.relations.filter(({ rankIndex }) => rankIndex !== null),
      ({ userId, category }) => `${userId} ${category}`,
    );
    for (const list of lists.values()) {
      const byRank = list.toSorted((one, other) => (one.rankIndex ?? 0) - (other.rankIndex ?? 0));
      expect(byRank.map(({ rankIndex }) => rankIndex)).toEqual(list.map((_, index) => index));
      for (const [index, one] of byRank.entries()) {
        const next = byRank[index + 1];
        if (next) expect(one.rating ?? 0).toBeGreaterThanOrEqual(next.rating ?? 0);
      }
      const order = byRank.map(({ restaurantId, sentiment, rating, ratingSource }) => ({
        restaurantId,
        sentiment: sentiment ?? 'liked',
        fixed: ratingSource === 'manual' ? Math.round((rating ?? 0) * 10) : null,
      }));
      expect(byRank.map(({ rating }) => rating)).toEqual(scoresOf(order).map((tenths) => tenths / 10));
    }
    for (const one of city.relations) {
      expect(one.rankIndex !== null).toBe(one.status === 'been' && one.rating !== null);
    }
  });

  test('friends have more places in common than strangers', () => {
    const places = Map.groupBy(been, ({ userId }) => userId);
    const overlap = (one: number, other: number) => {
      const [mine, theirs] = [one, other].map(
        (id) => new Set((places.get(id) ?? []).map(({ restaurantId }) => restaurantId)),
      );
      if (!mine || !theirs) return 0;
      const common = [...mine].filter((id) => theirs.has(id)).length;
      return common / (mine.size + theirs.size - common);
    };
    const meanOf = (pairs: number[][]) =>
      pairs.reduce((sum, [one = 0, other = 0]) => sum + overlap(one, other), 0) / pairs.length;
    const ids = city.people.map(({ id }) => id).filter((id) => id !== cast.hannah.id);
    const pairs = ids.flatMap((one) => ids.filter((other) => other > one).map((other) => [one, other]));
    const isFriendly = ([one = 0, other = 0]: number[]) =>
      followedBy(one).has(other) && followedBy(other).has(one);
    const [friends, strangers] = [pairs.filter(isFriendly), pairs.filter((pair) => !isFriendly(pair))];
    expect(meanOf(friends)).toBeGreaterThan(1.25 * meanOf(strangers));
    expect(overlap(cast.maya.id, cast.jonah.id)).toBeGreaterThan(0.18);
  });
});

describe('visits and reviews', () => {
  test('every been has one to six visits and remembers the latest', () => {
    const visits = Map.groupBy(city.visits, (visit) => `${visit.userId} ${visit.restaurantId}`);
    expect(visits.size).toBe(been.length);
    for (const one of been) {
      const dates = (visits.get(`${one.userId} ${one.restaurantId}`) ?? []).map(({ visitDate }) => visitDate);
      expect(dates.length).toBe(one.visitCount);
      expect(dates.length).toBeLessThanOrEqual(6);
      expect(one.visitDate).toBe(dates.toSorted().at(-1));
    }
  });

  test('people take along whom they follow', () => {
    const edges = new Set(accepted.map(({ followerId, followeeId }) => `${followerId}>${followeeId}`));
    for (const { userId, companionIds } of city.visits) {
      for (const id of companionIds) expect(edges.has(`${userId}>${id}`)).toBe(true);
    }
    expect(city.visits.filter(({ companionIds }) => companionIds.length > 0).length).toBeGreaterThan(600);
  });

  test('history in every month, streaks alive', () => {
    const months = new Set(city.visits.map(({ visitDate }) => visitDate.slice(0, 7)));
    expect(months.size).toBe(23);
    const dates = (id: number) =>
      new Set(city.visits.filter(({ userId }) => userId === id).map(({ visitDate }) => visitDate));
    const ago = (days: number) => new Date(+now - days * day).toISOString().slice(0, 10);
    const mayas = dates(cast.maya.id);
    expect([1, 2, 3, 4].every((days) => mayas.has(ago(days)))).toBe(true);
    expect(mayas.has(ago(5))).toBe(false);
    const alive = city.people.filter(({ id }) => [1, 2, 3].every((days) => dates(id).has(ago(days))));
    expect(alive.length).toBeGreaterThanOrEqual(6);
  });

  test('a review agrees with its place and its rating', () => {
    unique(city.reviews.map(({ userId, restaurantId }) => `${userId} ${restaurantId}`));
    unique(city.reviews.map(({ content }) => content));
    const ratings = new Map(been.map((one) => [`${one.userId} ${one.restaurantId}`, one]));
    for (const review of city.reviews) {
      const relation = ratings.get(`${review.userId} ${review.restaurantId}`);
      expect(review.rating).toBe(relation?.rating);
      expect(review.visitDate).toBe(relation?.visitDate);
      expect(review.content.length).toBeGreaterThan(8);
      expect(review.content).not.toMatch(/[{}]|undefined|null/);
      const menu = city.menuItems
        .filter(({ restaurantId }) => restaurantId === review.restaurantId)
        .map(({ name }) => name);
      expect(menu).toEqual(expect.arrayContaining(review.orderItems));
    }
    unique(city.helpfulMarks.map(({ reviewId, userId }) => `${reviewId} ${userId}`));
  });

  test('hardly a sentence is used twice', () => {
    const used = new Map<string, number>();
    for (const { content } of city.reviews) {
      for (const sentence of content.split(/(?<=[.?!]) /)) used.set(sentence, (used.get(sentence) ?? 0) + 1);
    }
    expect(Math.max(...used.values())).toBeLessThanOrEqual(4);
  });
});

describe('activities', () => {
  test('belong to what they tell of', () => {
    const told = Map.groupBy(city.activities, ({ type }) => type);
    expect(told.get('visit')).toHaveLength(city.visits.length);
    expect(told.get('review')).toHaveLength(city.reviews.length);
    expect(told.get('follow')).toHaveLength(accepted.length);
    for (const activity of city.activities) {
      expect((activity.type === 'follow') === (activity.restaurantId === null)).toBe(true);
      expect((activity.type === 'follow') === (activity.targetUserId !== null)).toBe(true);
      const relation = activity.relationId === null ? undefined : city.relations[activity.relationId - 1];
      if (relation) {
        expect(relation.userId).toBe(activity.userId);
        expect(relation.restaurantId).toBe(activity.restaurantId);
        expect(relation.isStealth).toBe(activity.isStealth);
      }
    }
  });

  test('ids follow time and no reaction precedes its cause', () => {
    for (const [index, activity] of city.activities.entries()) {
      expect(activity.id).toBe(index + 1);
      expect(+activity.createdAt).toBeGreaterThanOrEqual(+(city.activities[index - 1]?.createdAt ?? 0));
    }
    for (const mark of [...city.likes, ...city.bookmarks, ...city.comments]) {
      expect(+mark.createdAt).toBeGreaterThanOrEqual(+(city.activities[mark.activityId - 1]?.createdAt ?? 0));
    }
    unique(city.likes.map(({ activityId, userId }) => `${activityId} ${userId}`));
    unique(city.bookmarks.map(({ activityId, userId }) => `${activityId} ${userId}`));
    expect(
      city.comments.every(({ content }) => content.length <= 1_000 && !/[{}]|undefined/.test(content)),
    ).toBe(true);
  });

  test.each(['2026-11-24T15:30:00Z', '2026-11-24T00:20:00Z', '2027-03-14T23:59:00Z', '2026-01-02T09:00:00Z'])(
    'at %s the feed has something from today and nothing from tomorrow',
    (instant) => {
      const at = new Date(instant);
      const demo = generateDemoCity({ now: at });
      const midnight = Date.parse(`${instant.slice(0, 10)}T00:00:00Z`);
      const followed = followedBy(cast.maya.id);
      const feed = demo.activities.filter(({ userId, isStealth }) => followed.has(userId) && !isStealth);
      expect(feed.filter(({ createdAt }) => +createdAt >= midnight).length).toBeGreaterThanOrEqual(8);
      expect(feed.filter(({ createdAt }) => +createdAt >= +at - 3 * day).length).toBeGreaterThanOrEqual(20);
      expect(instants(demo).every((created) => created <= at)).toBe(true);
      // West of Greenwich it may still be yesterday.
      const yesterday = new Date(midnight - day).toISOString().slice(0, 10);
      expect(demo.visits.every(({ visitDate }) => visitDate <= yesterday)).toBe(true);
    },
  );
});

describe('lists', () => {
  test('hold different places in order', () => {
    for (const { items, name, description, userId } of city.lists) {
      expect(items.length, name).toBeGreaterThanOrEqual(3);
      unique(items.map(({ restaurantId }) => restaurantId));
      expect(name.length).toBeLessThanOrEqual(255);
      expect((description ?? '').length).toBeLessThanOrEqual(1_000);
      expect(person(userId)).toBeDefined();
      expect(items.every(({ restaurantId }) => place(restaurantId) !== undefined)).toBe(true);
    }
  });
});

describe('posts and lists of the house', () => {
  test('are by tastemakers, about places that they have reviewed, as they would be stored', () => {
    expect(city.posts.length).toBeGreaterThanOrEqual(10);
    unique(city.posts.map(({ title }) => title));
    for (const post of city.posts) {
      expect(person(post.userId)?.role).toBe('tastemaker');
      expect(sanitizePostHtml(post.content, null)).toBe(post.content);
      expect(post.restaurantIds.length).toBeGreaterThanOrEqual(3);
      const own = city.reviews.filter(({ userId }) => userId === post.userId);
      for (const id of post.restaurantIds) {
        const review = own.find(({ restaurantId }) => restaurantId === id);
        expect(review?.createdAt.getTime()).toBeLessThanOrEqual(post.createdAt.getTime());
      }
      for (const mark of [...post.likes, ...post.bookmarks, ...post.comments])
        expect(mark.createdAt.getTime()).toBeGreaterThanOrEqual(post.createdAt.getTime());
      expect(post.viewsCount).toBeGreaterThanOrEqual(post.likes.length);
    }
  });

  test('hold different places, under addresses of their own', () => {
    unique(city.featuredLists.map(({ slug }) => slug));
    unique([...city.lists, ...city.featuredLists].map(({ id }) => id));
    for (const { name, restaurantIds } of city.featuredLists) {
      expect(restaurantIds.length, name).toBeGreaterThanOrEqual(5);
      unique(restaurantIds);
    }
  });
});

describe('reservations', () => {
  test('are for dinners to come, of people who are there', () => {
    for (const {
      date,
      startsAt,
      expiresAt,
      ownerId,
      claimedBy,
      claimedAt,
      createdAt,
      recipientIds,
      restaurantId,
    } of city.reservations) {
      expect(expiresAt > now && startsAt > expiresAt).toBe(true);
      expect(new Date(startsAt.getTime() - 5 * 3_600_000).toISOString().slice(0, 10)).toBe(date);
      for (const id of [ownerId, ...(claimedBy === null ? [] : [claimedBy]), ...recipientIds])
        expect(person(id)).toBeDefined();
      expect([claimedBy, ...recipientIds]).not.toContain(ownerId);
      expect(claimedAt === null || (claimedAt > createdAt && claimedAt < now)).toBe(true);
      expect(place(restaurantId)?.acceptsReservations).toBe(true);
    }
    const { id } = cast.maya;
    expect(city.reservations.some(({ claimedBy }) => claimedBy === id)).toBe(true);
    expect(city.reservations.some(({ recipientIds }) => recipientIds.includes(id))).toBe(true);
  });
});

describe('the same everywhere', () => {
  test('two runs are equal', () => {
    expect(generateDemoCity({ now })).toEqual(city);
  });

  test('on another day the people, the places and their tastes are the same, only the dates are others', () => {
    const later = generateDemoCity({ now: new Date('2027-08-03T08:00:00Z') });
    expect(withoutDates(later)).toEqual(withoutDates(city));
    expect(later.visits.at(-1)?.visitDate).toBe('2027-08-02');
  });

  test('later on the same day only that day differs', () => {
    const evening = generateDemoCity({ now: new Date('2026-11-24T22:45:00Z') });
    const midnight = Date.parse('2026-11-24T00:00:00Z');
    const before = (demo: DemoCity) =>
      instants(demo)
        .map(Number)
        .filter((created) => created < midnight)
        .sort((one, other) => one - other);
    expect(before(evening)).toEqual(before(city));
    expect(evening.visits.map(({ visitDate }) => visitDate)).toEqual(
      city.visits.map(({ visitDate }) => visitDate),
    );
  });

  test('quick enough to be made at every start', () => {
    // Of the processor, not of the clock on the wall: other tests run beside this one.
    const before = process.cpuUsage();
    generateDemoCity({ now });
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(1_500);
  });
});

/** Ids that follow time (of activities and comments) are left out together with the dates. */
function withoutDates(demo: DemoCity) {
  const dates = new Set(['createdAt', 'updatedAt', 'acceptedAt', 'addedAt', 'visitDate', 'verifiedSince']);
  for (const one of ['date', 'time', 'startsAt', 'expiresAt', 'sharedAt', 'claimedAt']) dates.add(one);
  const told = new Map(
    demo.activities.map((one) => [
      one.id,
      [
        one.type,
        one.userId,
        one.restaurantId,
        one.targetUserId,
        one.reviewId,
        one.relationId,
        one.comment,
      ].join(' '),
    ]),
  );
  const strip = (value: unknown) =>
    JSON.stringify(value, (key, field) => (dates.has(key) ? undefined : field));
  const marks = (rows: readonly { activityId: number; userId: number; content?: string }[]) =>
    rows.map((row) => `${told.get(row.activityId)} | ${row.userId} | ${row.content ?? ''}`).sort();
  const { activities, likes, bookmarks, comments, ...rest } = demo;
  return {
    rest: strip(rest),
    activities: activities.map(({ id: _id, ...activity }) => strip(activity)).sort(),
    likes: marks(likes),
    bookmarks: marks(bookmarks),
    comments: marks(comments),
  };
}
