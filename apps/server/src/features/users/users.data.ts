import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

export const USERS_DATA: readonly PersonalTable[] = [
  {
    table: 'users',
    people: { id: 'delete', invited_by: 'forget' },
    exports: [
      {
        name: 'profile',
        select: `select id, username, display_name, email_encrypted as email, email_verified_at, phone_encrypted as phone,
          home_encrypted as home, role, bio, avatar, city, state, school, company, timezone, dietary_restrictions,
          disliked_cuisines, is_tastemaker, tastemaker_profile, followers_count, following_count, posts_count, been_count,
          want_to_try_count, recommendations_count, reviews_count, photos_count, streak_days, longest_streak, last_visit_on,
          rank, external_id, invite_code, invited_by, suspended_until, created_at, updated_at from users where id = $1`,
        secrets: { email: 'email', phone: 'phone', home: 'home' },
      },
      {
        name: 'settings',
        select: `select settings, is_public, shows_want_to_try, is_discoverable, settings_version from users where id = $1`,
      },
    ],
  },
];
