import { ACCOUNT_DATA } from './features/account/account.data.js';
import { AUTH_DATA } from './features/auth/auth.data.js';
import { CATALOGUE_DATA } from './features/catalogue/catalogue.data.js';
import { CUSTOM_LISTS_DATA } from './features/custom-lists/custom-lists.data.js';
import { FEATURED_LISTS_DATA } from './features/featured-lists/featured-lists.data.js';
import { FEED_DATA } from './features/feed/feed.data.js';
import { FOLLOWS_DATA } from './features/follows/follows.data.js';
import { GROUPS_DATA } from './features/groups/groups.data.js';
import { INTERACTIONS_DATA } from './features/interactions/interactions.data.js';
import { LISTS_DATA } from './features/lists/lists.data.js';
import { MODERATION_DATA } from './features/moderation/moderation.data.js';
import { NOTIFICATIONS_DATA } from './features/notifications/notifications.data.js';
import { PERSONAL_TOKENS_DATA } from './features/personal-tokens/personal-tokens.data.js';
import { PORTABILITY_DATA } from './features/portability/portability.data.js';
import { POSTS_DATA } from './features/posts/posts.data.js';
import { PRIVACY_DATA } from './features/privacy/privacy.data.js';
import { RESERVATIONS_DATA } from './features/reservations/reservations.data.js';
import { REVIEWS_DATA } from './features/reviews/reviews.data.js';
import { SEARCH_DATA } from './features/search/search.data.js';
import { TASTE_DATA } from './features/taste/taste.data.js';
import { TASTEMAKERS_DATA } from './features/tastemakers/tastemakers.data.js';
import { USERS_DATA } from './features/users/users.data.js';
import type { PersonalTable } from './platform/personal-data/personal-data.js';

/** What the platform keeps for a day, for ten minutes, or for the record: nothing to take along. */
const PLATFORM_DATA: readonly PersonalTable[] = [
  { table: 'idempotency_keys', people: { user_id: 'delete' }, exports: [] },
  { table: 'undo_tokens', people: { user_id: 'delete' }, exports: [] },
  // What was done stays on record, without who did it to whom.
  { table: 'audit_log', people: { actor_id: 'forget', subject_id: 'forget' }, exports: [] },
];

/** Everything that is kept about people: what an export holds and what a purge removes. */
export const PERSONAL_DATA: readonly PersonalTable[] = [
  ...USERS_DATA,
  ...AUTH_DATA,
  ...PERSONAL_TOKENS_DATA,
  ...FOLLOWS_DATA,
  ...PRIVACY_DATA,
  ...LISTS_DATA,
  ...CUSTOM_LISTS_DATA,
  ...REVIEWS_DATA,
  ...RESERVATIONS_DATA,
  ...TASTE_DATA,
  ...TASTEMAKERS_DATA,
  ...POSTS_DATA,
  ...FEATURED_LISTS_DATA,
  ...CATALOGUE_DATA,
  ...FEED_DATA,
  ...INTERACTIONS_DATA,
  ...NOTIFICATIONS_DATA,
  ...MODERATION_DATA,
  ...SEARCH_DATA,
  ...ACCOUNT_DATA,
  ...PORTABILITY_DATA,
  ...GROUPS_DATA,
  ...PLATFORM_DATA,
];
