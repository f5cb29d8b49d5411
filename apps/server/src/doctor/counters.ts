/** A stored number, or several that belong together, that other rows can tell anew. */
export interface Counter {
  readonly name: string;
  readonly table: string;
  readonly columns: readonly string[];
  /** SQL for id and the columns as they should be; a row that is not listed has `absent` */
  readonly truth: string;
  readonly absent: readonly string[];
  /** SQL condition on the table, alias t, for the rows that the counter is about */
  readonly where?: string;
  /** column of the sources that names the row whose counter it is, where rows of others are counted in it */
  readonly reference?: string;
  /** tables that the truth is read from */
  readonly sources: readonly string[];
}

const counted = (
  table: string,
  column: string,
  source: string,
  reference: string,
  condition = 'true',
): Counter => ({
  name: `${table}.${column}`,
  table,
  columns: [column],
  truth: `select ${reference} as id, count(*)::int as ${column} from ${source} where ${condition} group by ${reference}`,
  absent: ['0'],
  reference,
  sources: [source],
});

/** A day minus its rank among a person's days is the same throughout a run of consecutive days. */
const STREAKS = `
  select user_id as id, (array_agg(length order by until desc))[1] as streak_days, max(length) as longest_streak, max(until) as last_visit_on
  from (
    select user_id, count(*)::int as length, max(visit_date) as until from (
      select user_id, visit_date, visit_date - row_number() over (partition by user_id order by visit_date)::int as run
      from (select distinct user_id, visit_date from visits) days
    ) numbered group by user_id, run
  ) runs group by user_id`;

/**
 * One rating per person and restaurant: the been one, else the recommended one; in tenths. What moved scores still
 * owe to the sums is not in them yet.
 */
const RATINGS = `
  select id, coalesce(given, 0) - coalesce(owed, 0) as rating_sum, coalesce(people, 0) as rating_count,
    add_scores(add_scores(coalesce(scores, count_scores('{}')), coalesce(entered, count_scores('{}')), -1), coalesce(gone, count_scores('{}'))) as score_counts from (
    select restaurant_id as id, sum(tenths)::bigint as given, count(*)::int as people, count_scores(array_agg(tenths)) as scores from (
      select distinct on (restaurant_id, user_id) restaurant_id, round(rating * 10)::int as tenths from relations
      where rating is not null and status in ('been', 'recommended') order by restaurant_id, user_id, status
    ) rated group by restaurant_id
  ) ratings full join (
    select restaurant_id as id, sum(to_tenths - from_tenths)::bigint as owed, count_scores(array_agg(to_tenths::int)) as entered,
      count_scores(array_agg(from_tenths::int)) as gone from rating_changes group by restaurant_id
  ) queue using (id)`;

/**
 * Every counter of the schema. Not among them: users.photos_count, because no table holds yet what it counts, and
 * posts.views_count, which is the only truth there is of views.
 */
export const COUNTERS: readonly Counter[] = [
  counted('users', 'followers_count', 'follows', 'followee_id', "status = 'accepted'"),
  counted('users', 'following_count', 'follows', 'follower_id', "status = 'accepted'"),
  counted('users', 'been_count', 'relations', 'user_id', "status = 'been'"),
  counted('users', 'want_to_try_count', 'relations', 'user_id', "status = 'want_to_try'"),
  counted('users', 'recommendations_count', 'relations', 'user_id', "status = 'recommended'"),
  counted('users', 'reviews_count', 'reviews', 'user_id', 'deleted_at is null'),
  counted('users', 'posts_count', 'posts', 'user_id', 'deleted_at is null and published_at is not null'),
  {
    name: 'users.streak_days, longest_streak, last_visit_on',
    table: 'users',
    columns: ['streak_days', 'longest_streak', 'last_visit_on'],
    truth: STREAKS,
    absent: ['0', '0', 'null'],
    sources: ['visits'],
  },
  {
    name: 'restaurants.rating_sum, rating_count, score_counts',
    table: 'restaurants',
    columns: ['rating_sum', 'rating_count', 'score_counts'],
    truth: RATINGS,
    absent: ['0', '0', 'array_fill(0, array[20])'],
    reference: 'restaurant_id',
    sources: ['relations', 'rating_changes'],
  },
  counted('restaurants', 'want_to_try_count', 'relations', 'restaurant_id', "status = 'want_to_try'"),
  {
    name: 'relations.visit_count, visit_date',
    table: 'relations',
    columns: ['visit_count', 'visit_date'],
    truth: `select r.id, count(v.id)::int as visit_count, max(v.visit_date) as visit_date
      from relations r join visits v on v.user_id = r.user_id and v.restaurant_id = r.restaurant_id
      where r.status = 'been' group by r.id`,
    absent: ['0', 'null'],
    where: "t.status = 'been'",
    sources: ['visits'],
  },
  counted('lists', 'restaurant_count', 'list_items', 'list_id'),
  counted('lists', 'bookmarks_count', 'list_bookmarks', 'list_id'),
  counted('reviews', 'helpful_count', 'review_helpful', 'review_id'),
  counted('reviews', 'comments_count', 'review_comments', 'review_id', 'deleted_at is null'),
  counted('posts', 'likes_count', 'post_likes', 'post_id'),
  counted('posts', 'bookmarks_count', 'post_bookmarks', 'post_id'),
  counted('posts', 'comments_count', 'post_comments', 'post_id', 'deleted_at is null'),
  counted('activities', 'likes_count', 'activity_likes', 'activity_id'),
  counted('activities', 'bookmarks_count', 'activity_bookmarks', 'activity_id'),
  {
    name: 'report_cases.reports_count, trusted_count',
    table: 'report_cases',
    columns: ['reports_count', 'trusted_count'],
    truth: `select case_id as id, count(*)::int as reports_count, count(*) filter (where is_trusted)::int as trusted_count
      from reports group by case_id`,
    absent: ['0', '0'],
    sources: ['reports'],
  },
  counted('notifications', 'actors_count', 'notification_actors', 'notification_id'),
  counted('activities', 'comments_count', 'activity_comments', 'activity_id', 'deleted_at is null'),
];
