import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

export const AUTH_DATA: readonly PersonalTable[] = [
  {
    table: 'sessions',
    people: { user_id: 'delete' },
    exports: [
      {
        name: 'sessions',
        select: `select id, user_agent, created_at, last_used_at, expires_at, revoked_at from sessions where user_id = $1 order by created_at`,
      },
    ],
  },
];
