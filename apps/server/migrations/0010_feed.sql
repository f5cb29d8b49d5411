-- The feed: who is read instead of pushed, and what the reads of it look up.

alter table users
  -- Followers read what this account does where it is kept, instead of having it pushed to each of them. Set once
  -- an account has so many followers that pushing costs too much, and never taken back: so whatever a feed was
  -- pushed before, all of the account is found by reading.
  add column is_pulled boolean not null default false;
create index users_pulled on users (id) where is_pulled;

-- All that decides whether an activity is shown, and its type: bursts of want to try are looked for here too.
drop index activities_feed;
create index activities_feed on activities (user_id, created_at desc, id desc) include (restaurant_id, is_stealth, deleted_at, hidden_at, type);

-- Whether a review tells of a visit already.
create index activities_reviews on activities (user_id, restaurant_id, created_at) where type = 'review' and deleted_at is null;

-- What is hot: a day of age weighs as much as e times the likes. The order does not depend on when it is asked for.
create index activities_heat on activities ((ln(1 + likes_count) + extract(epoch from created_at at time zone 'UTC')::float8 / 86400) desc, id desc)
  where deleted_at is null and hidden_at is null and not is_stealth;

-- Who was here lately.
create index sessions_used on sessions (last_used_at desc) where revoked_at is null;
