-- What people bring along from elsewhere: a file, read into rows, each matched with restaurants, then added once.

create table imports (
  id                uuid primary key,
  user_id           bigint not null references users on delete cascade,
  source            text not null check (source in ('google_takeout_csv', 'google_takeout_geojson', 'csv', 'kml', 'beli_json')),
  scope             text not null check (scope in ('been', 'want_to_try', 'recs', 'all')),
  status            text not null default 'reading' check (status in ('reading', 'matching', 'ready', 'failed', 'committing', 'committed')),
  -- the file, until it is read
  content           bytea,
  fault             jsonb,
  -- lists of the person's own that the file holds: made when all rows are in
  lists             jsonb not null default '[]',
  -- whether whoever committed may write reviews
  restores_reviews  boolean not null default false,
  created_at        timestamptz not null default now(),
  expires_at        timestamptz not null default now() + interval '14 days'
);
create index imports_of_user on imports (user_id, created_at desc);
create index imports_age on imports (expires_at);

create table import_rows (
  import_id      uuid not null references imports on delete cascade,
  number         integer not null check (number >= 1),
  line           integer,
  -- name, address, position and ids as the file has them
  place          jsonb not null,
  -- relations, visits and review as the file has them
  kept           jsonb not null default '{}',
  status         text not null default 'waiting' check (status in ('waiting', 'matched', 'ambiguous', 'unmatched', 'invalid')),
  -- [{restaurantId, score, distanceMeters}], best first
  candidates     jsonb not null default '[]',
  restaurant_id  bigint references restaurants on delete set null,
  -- in which order rows are added: ranked ones as they were ranked
  turn           integer not null,
  outcome        text check (outcome in ('added', 'present', 'skipped', 'failed')),
  reason         text,
  primary key (import_id, number)
);
create index import_rows_of_restaurant on import_rows (restaurant_id) where restaurant_id is not null;
create index import_rows_waiting on import_rows (import_id, number) where status = 'waiting';
create index import_rows_to_add on import_rows (import_id, turn, number) where outcome is null;

-- A name for comparing with trigrams: no accents, case or signs; an apostrophe or full stop joins what it stands
-- between. Letters of every script stay.
create function comparable_name(name text) returns text language sql immutable strict parallel safe
  return btrim(regexp_replace(translate(lower(public.unaccent('public.unaccent'::regdictionary, name)), '''’‘`´.', ''), '[^[:alnum:]]+', ' ', 'g'));

-- Kept, not worked out: what is around a place in a dense city are hundreds of names.
alter table restaurants add column comparable_name text not null generated always as (comparable_name(name)) stored;
create index restaurants_comparable_name on restaurants using gin (comparable_name gin_trgm_ops) where deleted_at is null;
