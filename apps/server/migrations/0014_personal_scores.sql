-- What all ratings together say of kinds of places: sums in tenths by category, by cuisine and by price within a
-- category. Refreshed hourly from the sums of restaurants, so that predicting one score reads a few rows.
create table rating_groups (
  category      text not null references category_means,
  kind          text not null check (kind in ('category', 'cuisine', 'price')),
  -- the cuisine or the price; empty for the category itself
  value         text not null check (char_length(value) <= 100),
  rating_sum    bigint not null,
  rating_count  bigint not null check (rating_count > 0),
  -- of the ratings as the distribution holds them (half points), for the variance
  square_sum    double precision not null,
  primary key (category, kind, value)
);

-- Beside the score of the trend: people who visited within 14 days, and how many more of them within the last 7 than before.
alter table restaurants
  add column trend_visits integer not null default 0 check (trend_visits >= 0),
  add column trend_change integer not null default 0;
