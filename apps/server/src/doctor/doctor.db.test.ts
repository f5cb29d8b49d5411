import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, openDatabase, type TestDatabase } from '../../test/database.js';
import type { Database } from '../platform/database/database.js';
import { COUNTERS } from './counters.js';
import { examine } from './examination.js';

let fixture: TestDatabase;
let database: Database;

beforeAll(async () => {
  fixture = await createTestDatabase();
  database = openDatabase(fixture.url, 2);
  // One of everything that is counted, with counters that are all right at first.
  await fixture.query(`
    insert into users (id, username, display_name) values (1, 'one', 'One'), (2, 'two', 'Two');
    insert into follows (follower_id, followee_id, status, accepted_at) values (1, 2, 'accepted', now()), (2, 1, 'requested', null);
    insert into restaurants (id, name, location) values (1, 'A', st_point(0, 0)), (2, 'B', st_point(0, 0)), (3, 'C', st_point(0, 0));
    insert into relations (id, user_id, restaurant_id, status, category, rating, rating_source, sentiment, visit_count, visit_date) values
      (1, 1, 1, 'been', 'restaurants', 8.5, 'manual', 'liked', 2, '2025-01-02'),
      (2, 1, 1, 'recommended', 'restaurants', 2.0, 'manual', null, 0, null),
      (3, 1, 2, 'been', 'restaurants', null, null, null, 1, '2025-01-03'),
      (4, 1, 2, 'recommended', 'restaurants', 7.0, 'manual', null, 0, null),
      (5, 1, 3, 'want_to_try', 'restaurants', null, null, null, 0, null);
    insert into rankings (user_id, category, restaurant_ids, fixed_tenths, liked_count) values (1, 'restaurants', '{1}', '{85}', 1);
    insert into visits (user_id, restaurant_id, visit_date) values (1, 1, '2025-01-01'), (1, 1, '2025-01-02'), (1, 2, '2025-01-03');
    insert into lists (id, user_id, name) values (1, 1, 'L');
    insert into list_items (list_id, restaurant_id, position) values (1, 1, 0);
    insert into reviews (id, user_id, restaurant_id, rating, content) values (1, 1, 1, 8, 'good');
    insert into review_helpful (review_id, user_id) values (1, 2);
    insert into review_comments (review_id, user_id, content, deleted_at) values (1, 2, 'yes', null), (1, 2, 'gone', now());
    insert into list_bookmarks (list_id, user_id) values (1, 2);
    insert into posts (id, user_id, title, content, excerpt, published_at) values (1, 1, 'P', '<p>p</p>', 'p', now()), (2, 1, 'draft', '', '', null);
    insert into post_likes (post_id, user_id) values (1, 2);
    insert into post_bookmarks (post_id, user_id) values (1, 2);
    insert into post_comments (post_id, user_id, content, deleted_at) values (1, 2, 'yes', null), (1, 2, 'gone', now());
    insert into activities (id, type, user_id, restaurant_id) values (1, 'visit', 1, 1);
    insert into activity_likes (activity_id, user_id) values (1, 2);
    insert into activity_bookmarks (activity_id, user_id) values (1, 2);
    insert into activity_comments (activity_id, user_id, content, deleted_at) values (1, 2, 'yes', null), (1, 2, 'gone', now());
    insert into notifications (id, recipient_id, type, message, event_id, actors_count, is_by_people) values (1, 1, 'follow', 'x', gen_random_uuid(), 1, true);
    insert into notification_actors (notification_id, actor_id) values (1, 2);
    insert into report_cases (id, target_type, target_id, author_id, is_private, snapshot, reports_count, trusted_count) values (1, 'review', '1', 1, false, '{}', 2, 1);
    insert into reports (case_id, reporter_id, reason, is_trusted) values (1, 1, 'spam', true), (1, 2, 'spam', false);
    update users set following_count = 1, been_count = 2, want_to_try_count = 1, recommendations_count = 2, reviews_count = 1, posts_count = 1,
      streak_days = 3, longest_streak = 3, last_visit_on = '2025-01-03' where id = 1;
    update users set followers_count = 1 where id = 2;
    update restaurants set rating_sum = 85, rating_count = 1, score_counts[18] = 1 where id = 1;
    update restaurants set rating_sum = 70, rating_count = 1, score_counts[15] = 1 where id = 2;
    update restaurants set want_to_try_count = 1 where id = 3;
    update lists set restaurant_count = 1, bookmarks_count = 1;
    update reviews set helpful_count = 1, comments_count = 1;
    update posts set likes_count = 1, bookmarks_count = 1, comments_count = 1 where id = 1;
    update activities set likes_count = 1, bookmarks_count = 1, comments_count = 1`);
});
afterAll(async () => {
  await database.close();
  await fixture.drop();
});

const drifted = async (isRepairing = false) =>
  (await examine(database, isRepairing))
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => [name, count]);

it('finds nothing where everything is right', async () => {
  expect(await drifted()).toEqual([]);
});

it('finds and repairs a drift of every counter', async () => {
  await fixture.query(`
    update users set followers_count = 7, following_count = 7, been_count = 7, want_to_try_count = 7, recommendations_count = 7,
      reviews_count = 7, posts_count = 7, streak_days = 1, longest_streak = 9, last_visit_on = null where id = 1;
    update restaurants set rating_sum = 1, score_counts[1] = 3, want_to_try_count = 7 where id = 2;
    update relations set visit_count = 9 where id = 3;
    update rankings set restaurant_ids = '{2}';
    update lists set restaurant_count = 7, bookmarks_count = 7;
    update reviews set helpful_count = 7, comments_count = 7;
    update posts set likes_count = 7, bookmarks_count = 7, comments_count = 7 where id = 1;
    update activities set likes_count = 7, bookmarks_count = 7, comments_count = 7;
    update report_cases set reports_count = 7, trusted_count = 7;
    update notifications set actors_count = 7;
    insert into outbox (event_id, reaction, type, payload, dead_at) values (gen_random_uuid(), 'notify', 'follow.started', '{}', now())`);
  const all = [
    ['rankings and the scores that follow from them', 1],
    ...COUNTERS.map(({ name }) => [name, 1]),
    ['outbox reactions given up', 1],
  ];
  expect(await drifted()).toEqual(all);
  const [, first] = await examine(database, false);
  expect(first?.examples).toEqual([expect.objectContaining({ id: '1', stored: '7', actual: '0' })]);
  expect((await examine(database, true)).every(({ repaired }) => repaired === 1)).toBe(true);
  expect(await drifted()).toEqual([]);
});
