-- Signing in: identity providers, links sent by mail, where sessions come from.

-- a name that the server made up: the app asks for a better one
alter table users add column is_username_generated boolean not null default false;

-- envelope like those of users: only the session's person is shown it
alter table sessions add column address_encrypted text;

create table oauth_identities (
  provider      text not null check (provider in ('google', 'apple')),
  -- who it is at the provider: stable and never given to another person there
  subject       text not null check (char_length(subject) between 1 and 255),
  user_id       bigint not null references users on delete cascade,
  created_at    timestamptz not null default now(),
  last_used_at  timestamptz not null default now(),
  primary key (provider, subject)
);
create index oauth_identities_of_user on oauth_identities (user_id);

-- Links in mails. The secret part follows from the id and the server's key, so nothing here can be used.
create table email_links (
  id               uuid primary key,
  user_id          bigint not null references users on delete cascade,
  kind             text not null check (kind in ('verify', 'change', 'reset')),
  -- the address that it was sent to, by which it is proved
  email_hash       bytea not null,
  email_encrypted  text not null,
  created_at       timestamptz not null default now(),
  expires_at       timestamptz not null,
  used_at          timestamptz
);
create index sessions_expiry on sessions (expires_at);
create index email_links_of_user on email_links (user_id, kind);
create index email_links_expiry on email_links (expires_at);

-- What may be used once and came from elsewhere: states of a sign-in under way, tokens of providers. Hashes.
create table spent_tokens (
  hash        bytea primary key,
  expires_at  timestamptz not null
);
create index spent_tokens_expiry on spent_tokens (expires_at);
