-- Finding people, matching them, and boards.

alter table users
  -- the city as it is compared, where the person shows it
  add column shown_city text generated always as (
    case when settings #>> '{privacy,showCity}' = 'false' then null else nullif(lower(city), '') end) stored;
create index users_by_shown_city on users (shown_city) where shown_city is not null;
create index users_by_display_name on users (lower(display_name), id) where deleted_at is null;

-- A match opens the places of a hundred people into cuisines: from here, not from wide rows.
create index restaurants_kinds on restaurants (id) include (cuisines);

-- Who was here lately.
create index sessions_in_use on sessions (last_used_at) where revoked_at is null;

-- Counts up with every placing on a board: what was read later is told from what was read before.
create sequence board_versions;
