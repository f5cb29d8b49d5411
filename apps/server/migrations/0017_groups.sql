-- Groups that decide together where to eat: a session holds who takes part, what fits them and how they vote.

create table match_sessions (
  id                      uuid primary key,
  creator_id              bigint not null references users on delete cascade,
  date                    date not null,
  time_slot               text not null check (time_slot in ('breakfast', 'lunch', 'dinner')),
  -- asked for besides what the participants need
  dietary_restrictions    text[] not null default '{}' check (cardinality(dietary_restrictions) <= 16),
  category                text check (category in ('restaurants', 'bars', 'bakeries', 'coffee_tea', 'dessert', 'other')),
  -- where to meet, encrypted like every position that a person gives
  center_encrypted        text,
  max_results             integer not null check (max_results between 1 and 20),
  is_relaxed              boolean not null,
  -- the first place that everybody wanted; it stands whatever happens afterwards
  consensus_id            bigint references restaurants on delete set null,
  -- what the creator decided: no vote counts any more
  selected_id             bigint references restaurants on delete set null,
  -- counts up with every change that participants see
  version                 integer not null default 1,
  created_at              timestamptz not null default now(),
  expires_at              timestamptz not null,
  -- gone for everybody: ended by the creator, left by all, or two of it have blocked each other
  ended_at                timestamptz
);
create index match_sessions_of_creator on match_sessions (creator_id, created_at desc);
create index match_sessions_consensus on match_sessions (consensus_id) where consensus_id is not null;
create index match_sessions_selected on match_sessions (selected_id) where selected_id is not null;
create index match_sessions_age on match_sessions (expires_at);

create table match_participants (
  session_id  uuid not null references match_sessions on delete cascade,
  user_id     bigint not null references users on delete cascade,
  status      text not null check (status in ('invited', 'joined', 'left')),
  primary key (session_id, user_id)
);
create index match_participants_of_user on match_participants (user_id);

create table match_places (
  session_id        uuid not null references match_sessions on delete cascade,
  restaurant_id     bigint not null references restaurants on delete cascade,
  -- best first, from 0; of two restaurants that became one the better place stays
  position          integer not null check (position >= 0),
  score             integer not null check (score between 0 and 100),
  want_points       real not null,
  diet_points       real not null,
  near_points       real not null,
  -- mean distance to rounded positions, for the reasons
  miles             real,
  wanted_by         bigint[] not null check (cardinality(wanted_by) between 0 and 21),
  is_accommodated   boolean not null,
  to_ask            text[] not null,
  primary key (session_id, restaurant_id)
);
create index match_places_of_restaurant on match_places (restaurant_id);
create index match_places_wanted_by on match_places using gin (wanted_by);

create table match_votes (
  session_id     uuid not null references match_sessions on delete cascade,
  user_id        bigint not null references users on delete cascade,
  restaurant_id  bigint not null references restaurants on delete cascade,
  vote           text not null check (vote in ('yes', 'no', 'skip')),
  voted_at       timestamptz not null default now(),
  primary key (session_id, user_id, restaurant_id)
);
create index match_votes_of_user on match_votes (user_id);
create index match_votes_of_restaurant on match_votes (restaurant_id);

-- What a group wants to try is read from the index alone: thousands of rows that nothing else is needed of.
create index relations_wanted on relations (user_id, restaurant_id) include (is_stealth) where status = 'want_to_try';
