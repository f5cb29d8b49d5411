import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

export const PERSONAL_TOKENS_DATA: readonly PersonalTable[] = [
  {
    table: 'personal_tokens',
    people: { user_id: 'delete' },
    exports: [
      {
        name: 'tokens',
        select: `select id, name, scopes, created_at, expires_at, last_used_at from personal_tokens where user_id = $1 order by id`,
      },
    ],
  },
];
