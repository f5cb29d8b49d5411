import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

export const AUTH_DATA: readonly PersonalTable[] = [
  {
    table: 'sessions',
    people: { user_id: 'delete' },
    exports: [
      {
        name: 'sessions',
        select: `select id, user_agent, address_encrypted as address, created_at, last_used_at, expires_at, revoked_at
          from sessions where user_id = $1 order by created_at`,
        secrets: { address: 'address' },
      },
    ],
  },
  {
    table: 'oauth_identities',
    people: { user_id: 'delete' },
    exports: [
      {
        name: 'sign-in-providers',
        select: `select provider, subject, created_at, last_used_at from oauth_identities where user_id = $1 order by created_at`,
      },
    ],
  },
  {
    table: 'email_links',
    people: { user_id: 'delete' },
    exports: [
      {
        name: 'email-links',
        select: `select kind, email_encrypted as email, created_at, expires_at, used_at from email_links where user_id = $1 order by created_at`,
        secrets: { email: 'email' },
      },
    ],
  },
];
