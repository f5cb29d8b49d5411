-- What people are told, by whom and how loudly; who responded to an activity, read newest first.

-- Notifications --------------------------------------------------------------------------------------

-- Everybody who did what one notification tells of. The key counts each person once, however often an event comes.
create table notification_actors (
  notification_id  bigint not null references notifications on delete cascade,
  actor_id         bigint not null references users on delete cascade,
  created_at       timestamptz not null default now(),
  primary key (notification_id, actor_id)
);
create index notification_actors_newest on notification_actors (notification_id, created_at desc, actor_id desc);
create index notification_actors_of_actor on notification_actors (actor_id, created_at desc);

alter table notifications
  -- what it is about, as one text: `activity 12`; what is told of the same thing can be told together
  add column target             text not null default '' check (char_length(target) <= 100),
  -- whether it begins with who did it, though they may have left since
  add column is_by_people       boolean not null default false,
  add column actors_count       integer not null default 0 check (actors_count >= 0),
  -- at once, or with all others of the day (and then it was), or not at all
  add column push               text not null default 'none' check (push in ('at-once', 'daily', 'bundled', 'none')),
  -- what somebody wrote is read where it stands, so that what was deleted or hidden there is not shown here
  add column comment_id         bigint references activity_comments on delete set null,
  add column review_comment_id  bigint references review_comments on delete set null,
  -- taken away by its reader; kept a while, so that the same is not told again
  add column dismissed_at       timestamptz,
  add constraint notifications_dismissed_is_read check (dismissed_at is null or read_at is not null);

insert into notification_actors (notification_id, actor_id, created_at)
select id, actor_id, created_at from notifications where actor_id is not null;

-- The message of what people did says what, and the reader's view says who.
update notifications set actors_count = 1, is_by_people = true, message = case type
    when 'follow' then 'started following you'
    when 'follow_request' then 'asks to follow you'
    when 'follow_accepted' then 'accepted your request'
    else 'commented on your review' end
where actor_id is not null;
alter table notifications drop column actor_id, drop column comment_text;

create index notifications_alike on notifications (recipient_id, type, target, created_at desc);
create index notifications_waiting on notifications (recipient_id, created_at) where push = 'daily';
create index notifications_by_reading on notifications (read_at) where read_at is not null;
create index notifications_unread_by_age on notifications (created_at) where read_at is null;
create index notifications_of_comment on notifications (comment_id) where comment_id is not null;
create index notifications_of_review_comment on notifications (review_comment_id) where review_comment_id is not null;

-- How much somebody was told of one kind in the hour and the day that began with the first of them. Its row is the
-- lock under which it is decided whether one more is told, or told together with another.
create table notification_windows (
  recipient_id     bigint not null references users on delete cascade,
  type             text not null,
  hour_started_at  timestamptz not null default 'epoch',
  hour_count       integer not null default 0,
  day_started_at   timestamptz not null default 'epoch',
  day_count        integer not null default 0,
  primary key (recipient_id, type)
);

-- Who was somewhere yesterday and not yet today hears of it in the evening.
create index users_last_visit on users (last_visit_on) where last_visit_on is not null;

-- Responses ------------------------------------------------------------------------------------------

create index activity_likes_newest on activity_likes (activity_id, created_at desc, user_id desc);
create index activity_bookmarks_newest on activity_bookmarks (activity_id, created_at desc, user_id desc);

alter table report_cases drop constraint report_cases_target_type_check;
alter table report_cases add constraint report_cases_target_type_check
  check (target_type in ('user', 'review', 'activity', 'comment', 'review_comment', 'post', 'list', 'photo', 'restaurant'));
