-- Finding things by what people type. Everything is kept by the writing transaction: a search reads the truth.

-- CJK writing has no spaces between words: each pair of neighbouring characters is looked up like a word.
create function cjk_pairs(name text) returns text[] language sql immutable strict parallel safe
  return array(select distinct '#' || substr(run.characters[1], place, 2)
    from regexp_matches(name, '[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]{2,}', 'g') as run(characters),
      generate_series(1, char_length(run.characters[1]) - 1) as place);

-- The words of one text, without accents, case and signs; of CJK runs their pairs besides.
create function words_of(name text) returns text[] language sql immutable parallel safe
  return case when name is null then '{}'::text[]
    else array_remove(string_to_array(comparable_name(name), ' '), '') || cjk_pairs(comparable_name(name)) end;

-- What may lead to a restaurant, as one set of words. (PL/pgSQL keeps its plan: a row costs a tenth of the time.)
create function restaurant_words(name text, cuisines text[], neighborhood text, city text, tags text[], dishes text[])
  returns tsvector language plpgsql immutable parallel safe as $$
begin
  return array_to_tsvector(words_of(concat_ws(' ', name, array_to_string(cuisines, ' '), neighborhood, city,
    array_to_string(tags, ' '), array_to_string(dishes, ' '))));
end $$;

alter table restaurants add column search_words tsvector not null
  generated always as (restaurant_words(name, cuisines, neighborhood, city, tags, popular_dishes)) stored;
create index restaurants_search on restaurants using gin (search_words) where deleted_at is null;

-- Words of names of restaurants, to find what a mistyped one was meant to be. A word and the same word with a slip
-- of the finger have one in common of their forms with at most one letter left out.
create function forms_of(word text) returns text[] language sql immutable strict parallel safe
  return array(select distinct left(word, place - 1) || substr(word, place + 1) from generate_series(1, char_length(word)) as place) || word;

create table name_words (
  word   text primary key check (char_length(word) between 3 and 30),
  forms  text[] not null generated always as (forms_of(word)) stored
);
create index name_words_forms on name_words using gin (forms);
create index name_words_alike on name_words using gin (word gin_trgm_ops);

create function keep_name_words(names text[]) returns void language sql
begin atomic
  insert into name_words (word)
  select distinct word from unnest(names) as name, unnest(words_of(name)) as word
  where word ~ '^[[:alnum:]]{3,30}$' order by word
  on conflict do nothing;
end;

create function keep_name_words_of_new() returns trigger language plpgsql as $$
begin
  perform keep_name_words(array(select name from added));
  return null;
end $$;
create trigger restaurants_words_of_new after insert on restaurants
  referencing new table as added for each statement execute function keep_name_words_of_new();

create function keep_name_words_of_renamed() returns trigger language plpgsql as $$
begin
  perform keep_name_words(array[new.name]);
  return null;
end $$;
create trigger restaurants_words_of_renamed after update of name on restaurants
  for each row when (old.name is distinct from new.name) execute function keep_name_words_of_renamed();

select keep_name_words(array(select name from restaurants));

-- People by name or user name.
create function person_words(username text, display_name text)
  returns tsvector language plpgsql immutable parallel safe as $$
begin
  return array_to_tsvector(words_of(display_name) || lower(username));
end $$;
create index users_search on users using gin (person_words(username::text, display_name)) where deleted_at is null;
create index users_alike on users using gin (comparable_name(display_name) gin_trgm_ops, lower(username::text) gin_trgm_ops) where deleted_at is null;

-- Public lists by name.
create function list_words(name text, description text)
  returns tsvector language plpgsql immutable parallel safe as $$
begin
  return array_to_tsvector(words_of(concat_ws(' ', name, description)));
end $$;
create index lists_search on lists using gin (list_words(name, description)) where deleted_at is null and is_public;
create index lists_alike on lists using gin (comparable_name(name) gin_trgm_ops) where deleted_at is null and is_public;

-- What people looked for, the newest ten.
create table recent_searches (
  id              bigint generated always as identity primary key,
  user_id         bigint not null references users on delete cascade,
  type            text not null check (type in ('restaurant', 'user', 'query')),
  restaurant_id   bigint references restaurants on delete cascade,
  target_user_id  bigint references users on delete cascade,
  query           text check (char_length(query) between 1 and 100),
  searched_at     timestamptz not null default now(),
  check (num_nonnulls(restaurant_id, target_user_id, query) = 1),
  check ((type = 'restaurant') = (restaurant_id is not null) and (type = 'user') = (target_user_id is not null)),
  unique nulls not distinct (user_id, restaurant_id, target_user_id, query)
);
create index recent_searches_of_user on recent_searches (user_id, searched_at desc, id desc);
create index recent_searches_of_restaurant on recent_searches (restaurant_id) where restaurant_id is not null;
create index recent_searches_of_target on recent_searches (target_user_id) where target_user_id is not null;
