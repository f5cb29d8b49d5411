import type { InsertObject } from 'kysely';
import { sql } from 'kysely';
import { toOpenMinutes } from '../features/restaurants/opening-hours.rules.js';
import { multirange } from '../features/restaurants/restaurant-write.sql.js';
import type { FieldCipher } from '../platform/crypto/field-cipher.js';
import type { Passwords } from '../platform/crypto/passwords.js';
import type { Tx } from '../platform/database/database.js';
import type { DB } from '../platform/database/schema.gen.js';
import type { DemoCity, Person, Restaurant } from './demo-city.js';

export type LoadProgress = (step: string, rowsDone: number, rowsTotal: number) => void;

/** Stays below the 65,535 parameters of one statement. */
const parametersPerStatement = 30_000;

/**
 * Writes the whole city in the given transaction, ids included, and sets sequences and counters to what is
 * there afterwards. The caller has made sure that the tables are empty: an id in use is an error.
 */
export async function loadDemoCity(
  tx: Tx,
  city: DemoCity,
  { cipher, passwords }: { cipher: FieldCipher; passwords: Passwords },
  onProgress: LoadProgress = () => {},
): Promise<void> {
  const people = await Promise.all(city.people.map((person) => toUserRow(person, cipher, passwords)));
  const steps: readonly Step[] = [
    step('users', people),
    step('follows', city.follows, (follow) => ({
      follower_id: follow.followerId,
      followee_id: follow.followeeId,
      status: follow.status,
      created_at: follow.createdAt,
      accepted_at: follow.acceptedAt,
    })),
    step('restaurants', city.restaurants, toRestaurantRow),
    step('menu_items', city.menuItems, ({ restaurantId, popularityScore, mealTime, ...item }) => ({
      id: item.id,
      restaurant_id: restaurantId,
      name: item.name,
      category: item.category,
      description: item.description,
      price: item.price,
      portion: item.portion,
      popularity_score: popularityScore,
      is_vegetarian: item.isVegetarian,
      is_vegan: item.isVegan,
      is_gluten_free: item.isGlutenFree,
      spice: item.spice,
      meal_times: mealTime,
      tags: item.tags,
    })),
    step('relations', city.relations, (relation) => ({
      id: relation.id,
      user_id: relation.userId,
      restaurant_id: relation.restaurantId,
      status: relation.status,
      category: relation.category,
      rating: relation.rating,
      rating_source: relation.ratingSource,
      sentiment: relation.sentiment,
      notes: relation.notes,
      tags: relation.tags,
      good_for: relation.goodFor,
      favorite_dishes: relation.favoriteDishes,
      companion_ids: relation.companionIds,
      visit_date: relation.visitDate,
      visit_count: relation.visitCount,
      is_stealth: relation.isStealth,
      created_at: relation.createdAt,
      updated_at: relation.updatedAt,
    })),
    step('rankings', rankingsOf(city.relations)),
    step('visits', city.visits, (visit) => ({
      id: visit.id,
      user_id: visit.userId,
      restaurant_id: visit.restaurantId,
      visit_date: visit.visitDate,
      companion_ids: visit.companionIds,
      notes: visit.notes,
      created_at: visit.createdAt,
    })),
    step('reviews', city.reviews, (review) => ({
      id: review.id,
      user_id: review.userId,
      restaurant_id: review.restaurantId,
      rating: review.rating,
      title: review.title,
      content: review.content,
      tags: review.tags,
      order_items: review.orderItems,
      companion_ids: review.companionIds,
      visit_date: review.visitDate,
      is_verified_visit: true,
      created_at: review.createdAt,
      updated_at: review.createdAt,
    })),
    step('review_helpful', city.helpfulMarks, (mark) => ({
      review_id: mark.reviewId,
      user_id: mark.userId,
      created_at: mark.createdAt,
    })),
    step('activities', city.activities, (activity) => ({
      id: activity.id,
      type: activity.type,
      user_id: activity.userId,
      restaurant_id: activity.restaurantId,
      target_user_id: activity.targetUserId,
      review_id: activity.reviewId,
      relation_id: activity.relationId,
      rating: activity.rating,
      comment: activity.comment,
      tags: activity.tags,
      companion_ids: activity.companionIds,
      is_stealth: activity.isStealth,
      created_at: activity.createdAt,
    })),
    step('activity_likes', city.likes, toMarkRow),
    step('activity_bookmarks', city.bookmarks, toMarkRow),
    step('activity_comments', city.comments, (comment) => ({
      id: comment.id,
      activity_id: comment.activityId,
      user_id: comment.userId,
      content: comment.content,
      created_at: comment.createdAt,
    })),
    step('lists', city.lists, (list) => ({
      id: list.id,
      user_id: list.userId,
      name: list.name,
      description: list.description,
      category: list.category,
      is_public: list.isPublic,
      is_ranked: list.isRanked,
      created_at: list.createdAt,
      updated_at: list.createdAt,
    })),
    step('lists', city.featuredLists, (list) => ({
      id: list.id,
      user_id: null,
      name: list.name,
      description: list.description,
      category: list.category,
      is_public: true,
      created_at: list.createdAt,
      updated_at: list.createdAt,
    })),
    step('featured_lists', city.featuredLists, (list) => ({
      list_id: list.id,
      slug: list.slug,
      curator_id: list.curatorId,
      city: list.city,
      tags: list.tags,
      position: list.position,
    })),
    step('list_items', city.featuredLists.flatMap(toFeaturedItems)),
    step('posts', city.posts, (post) => ({
      id: post.id,
      user_id: post.userId,
      title: post.title,
      subtitle: post.subtitle,
      content: post.content,
      excerpt: post.excerpt,
      tags: post.tags,
      is_featured: post.isFeatured,
      views_count: post.viewsCount,
      published_at: post.createdAt,
      announced_at: post.createdAt,
      created_at: post.createdAt,
      updated_at: post.createdAt,
    })),
    step(
      'post_restaurants',
      city.posts.flatMap(({ id, restaurantIds }) =>
        restaurantIds.map((restaurantId, position) => ({
          post_id: id,
          restaurant_id: restaurantId,
          position,
        })),
      ),
    ),
    step(
      'post_likes',
      city.posts.flatMap(({ id, likes }) => likes.map((mark) => toPostMarkRow(id, mark))),
    ),
    step(
      'post_bookmarks',
      city.posts.flatMap(({ id, bookmarks }) => bookmarks.map((mark) => toPostMarkRow(id, mark))),
    ),
    step(
      'post_comments',
      city.posts.flatMap(({ id, comments }) =>
        comments.map((comment) => ({ ...toPostMarkRow(id, comment), content: comment.content })),
      ),
    ),
    step(
      'list_items',
      city.lists.flatMap((list) =>
        list.items.map((item, position) => ({ ...item, listId: list.id, position })),
      ),
      (item) => ({
        list_id: item.listId,
        restaurant_id: item.restaurantId,
        position: item.position,
        note: item.note,
        added_at: item.addedAt,
      }),
    ),
    step('reservations', city.reservations, (reservation) => ({
      id: reservation.id,
      owner_id: reservation.ownerId,
      restaurant_id: reservation.restaurantId,
      local_date: reservation.date,
      local_time: reservation.time,
      timezone: reservation.timezone,
      starts_at: reservation.startsAt,
      expires_at: reservation.expiresAt,
      opened_at: reservation.createdAt,
      party_size: reservation.partySize,
      priority: reservation.priority,
      status: reservation.status,
      notes: reservation.notes,
      recipient_ids: reservation.recipientIds,
      shared_at: reservation.sharedAt,
      claimed_by: reservation.claimedBy,
      claimed_at: reservation.claimedAt,
      created_at: reservation.createdAt,
      updated_at: reservation.createdAt,
    })),
  ];
  const total = steps.reduce((sum, { rows }) => sum + rows, 0);
  let done = 0;
  for (const { table, rows, insert } of steps) {
    onProgress(table, done, total);
    await insert(tx);
    done += rows;
  }
  onProgress('counters', done, total);
  await setSequences(tx);
  await setCounters(tx);
}

// Rows ---------------------------------------------------------------------------------------------------

type Step = { table: keyof DB; rows: number; insert: (tx: Tx) => Promise<void> };

function step<T extends keyof DB>(table: T, rows: readonly InsertObject<DB, T>[]): Step;
function step<T extends keyof DB, Item>(
  table: T,
  items: readonly Item[],
  toRow: (item: Item) => InsertObject<DB, T>,
): Step;
function step<T extends keyof DB, Item>(
  table: T,
  items: readonly Item[],
  toRow: (item: Item) => InsertObject<DB, T> = (item) => item as InsertObject<DB, T>,
): Step {
  const insert = async (tx: Tx) => {
    const rows = items.map(toRow);
    const columns = Object.keys(rows[0] ?? {}).length;
    const batch = Math.floor(parametersPerStatement / Math.max(1, columns));
    for (let from = 0; from < rows.length; from += batch) {
      await tx
        .insertInto(table)
        .values(rows.slice(from, from + batch))
        .execute();
    }
  };
  return { table, rows: items.length, insert };
}

/** One row per person and category: the order of what they have ranked. */
function rankingsOf(relations: DemoCity['relations']): InsertObject<DB, 'rankings'>[] {
  const ranked = relations
    .filter(({ rankIndex }) => rankIndex !== null)
    .sort((one, other) => (one.rankIndex ?? 0) - (other.rankIndex ?? 0));
  const lists = Map.groupBy(ranked, ({ userId, category }) => `${userId} ${category}`);
  return [...lists.values()].flatMap((list) => {
    const [first] = list;
    if (!first) return [];
    const count = (sentiment: string) => list.filter((one) => one.sentiment === sentiment).length;
    return {
      user_id: first.userId,
      category: first.category,
      restaurant_ids: list.map(({ restaurantId }) => restaurantId),
      fixed_tenths: sql<
        number[]
      >`${list.map(({ rating, ratingSource }) => (ratingSource === 'manual' ? Math.round((rating ?? 0) * 10) : null))}::smallint[]`,
      liked_count: count('liked'),
      fine_count: count('fine'),
    };
  });
}

async function toUserRow(
  person: Person,
  cipher: FieldCipher,
  passwords: Passwords,
): Promise<InsertObject<DB, 'users'>> {
  return {
    id: person.id,
    username: person.username,
    display_name: person.displayName,
    email_encrypted: cipher.encrypt('email', person.email),
    email_hash: cipher.emailHash(person.email),
    email_verified_at: person.createdAt,
    home_encrypted: cipher.encrypt('home', JSON.stringify(person.homeLocation)),
    password_hash: person.password === null ? null : await passwords.hash(person.password),
    role: person.role,
    bio: person.bio,
    city: person.city,
    state: person.state,
    timezone: person.timezone,
    dietary_restrictions: person.dietaryRestrictions,
    disliked_cuisines: person.dislikedCuisines,
    is_public: person.isPublic,
    is_tastemaker: person.tastemakerProfile !== null,
    tastemaker_profile: person.tastemakerProfile && JSON.stringify(person.tastemakerProfile),
    created_at: person.createdAt,
    updated_at: person.createdAt,
  };
}

function toRestaurantRow(restaurant: Restaurant): InsertObject<DB, 'restaurants'> {
  const { latitude, longitude } = restaurant.coordinates;
  return {
    id: restaurant.id,
    name: restaurant.name,
    category: restaurant.category,
    cuisines: restaurant.cuisines,
    price_range: restaurant.priceRange,
    address: restaurant.address,
    neighborhood: restaurant.neighborhood,
    city: restaurant.city,
    state: restaurant.state,
    country: restaurant.country,
    zip_code: restaurant.zipCode,
    location: sql<string>`st_setsrid(st_makepoint(${longitude}, ${latitude}), 4326)::geography`,
    timezone: restaurant.timezone,
    phone: restaurant.phone,
    website: restaurant.website,
    hours: restaurant.hours && JSON.stringify(restaurant.hours),
    open_minutes: restaurant.hours && multirange(toOpenMinutes(restaurant.hours)),
    accepts_reservations: restaurant.acceptsReservations,
    reservation_link: restaurant.reservationLink,
    tags: restaurant.tags,
    good_for: restaurant.goodFor,
    popular_dishes: restaurant.popularDishes,
    source: 'demo',
    created_at: restaurant.createdAt,
    updated_at: restaurant.createdAt,
  };
}

function toMarkRow({ activityId, userId, createdAt }: DemoCity['likes'][number]) {
  return { activity_id: activityId, user_id: userId, created_at: createdAt };
}

const toPostMarkRow = (postId: number, { userId, createdAt }: { userId: number; createdAt: Date }) => ({
  post_id: postId,
  user_id: userId,
  created_at: createdAt,
});

const toFeaturedItems = ({ id, restaurantIds, createdAt }: DemoCity['featuredLists'][number]) =>
  restaurantIds.map((restaurantId, position) => ({
    list_id: id,
    restaurant_id: restaurantId,
    position,
    added_at: createdAt,
  }));

// What follows from the rows -----------------------------------------------------------------------------

const numbered = [
  'users',
  'restaurants',
  'menu_items',
  'relations',
  'visits',
  'lists',
  'reviews',
  'activities',
  'activity_comments',
  'posts',
  'post_comments',
  'reservations',
];

async function setSequences(tx: Tx): Promise<void> {
  for (const table of numbered) {
    await sql`select setval(pg_get_serial_sequence(${table}, 'id'), max(id)) from ${sql.table(table)} having max(id) is not null`.execute(
      tx,
    );
  }
}

async function setCounters(tx: Tx): Promise<void> {
  await sql`
    update users u set
      followers_count = (select count(*) from follows f where f.followee_id = u.id and f.status = 'accepted'),
      following_count = (select count(*) from follows f where f.follower_id = u.id and f.status = 'accepted'),
      been_count = (select count(*) from relations r where r.user_id = u.id and r.status = 'been'),
      want_to_try_count = (select count(*) from relations r where r.user_id = u.id and r.status = 'want_to_try'),
      recommendations_count = (select count(*) from relations r where r.user_id = u.id and r.status = 'recommended'),
      reviews_count = (select count(*) from reviews r where r.user_id = u.id and r.deleted_at is null),
      posts_count = (select count(*) from posts p where p.user_id = u.id and p.deleted_at is null and p.published_at is not null)`.execute(
    tx,
  );
  // Days in a row share the difference between the date and its place among the person's days.
  await sql`
    with days as (
      select user_id, visit_date, visit_date - (dense_rank() over (partition by user_id order by visit_date))::int as run
      from visits group by user_id, visit_date
    ), runs as (
      select user_id, max(visit_date) as last_day, count(*)::int as length from days group by user_id, run
    ), streaks as (
      select user_id, max(last_day) as last_day, max(length) as longest,
        (array_agg(length order by last_day desc))[1] as latest
      from runs group by user_id
    )
    update users u set last_visit_on = s.last_day, streak_days = s.latest, longest_streak = s.longest
    from streaks s where s.user_id = u.id`.execute(tx);
  await sql`
    with ratings as (
      select distinct on (user_id, restaurant_id) restaurant_id, rating from relations
      where rating is not null and status in ('been', 'recommended')
      order by user_id, restaurant_id, status = 'been' desc
    ), sums as (
      select restaurant_id, sum(rating * 10)::bigint as sum, count(*)::int as count,
        count_scores(array_agg((rating * 10)::int)) as scores from ratings group by restaurant_id
    )
    update restaurants r set rating_sum = s.sum, rating_count = s.count, score_counts = s.scores from sums s where s.restaurant_id = r.id`.execute(
    tx,
  );
  await sql`
    update category_means m set mean = found.mean
    from (select category, round(sum(rating_sum)::numeric / sum(rating_count), 2) as mean
      from restaurants where rating_count > 0 group by category) found
    where found.category = m.category`.execute(tx);
  await sql`
    update restaurants r set
      want_to_try_count = (select count(*) from relations w where w.restaurant_id = r.id and w.status = 'want_to_try'),
      sort_score = (10 * m.mean + r.rating_sum) / (10 + r.rating_count)
    from category_means m where m.category = r.category`.execute(tx);
  await sql`
    update reviews r set helpful_count = found.count
    from (select review_id, count(*)::int as count from review_helpful group by review_id) found
    where found.review_id = r.id`.execute(tx);
  await sql`
    update activities a set
      likes_count = (select count(*) from activity_likes l where l.activity_id = a.id),
      bookmarks_count = (select count(*) from activity_bookmarks b where b.activity_id = a.id),
      comments_count = (select count(*) from activity_comments c where c.activity_id = a.id and c.deleted_at is null)`.execute(
    tx,
  );
  await sql`
    update posts p set
      likes_count = (select count(*) from post_likes l where l.post_id = p.id),
      bookmarks_count = (select count(*) from post_bookmarks b where b.post_id = p.id),
      comments_count = (select count(*) from post_comments c where c.post_id = p.id and c.deleted_at is null)`.execute(
    tx,
  );
  await sql`
    update lists l set restaurant_count = (select count(*) from list_items i where i.list_id = l.id)`.execute(
    tx,
  );
}
