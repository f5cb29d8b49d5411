import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

export const ACCOUNT_DATA: readonly PersonalTable[] = [
  {
    table: 'exports',
    people: { user_id: 'delete' },
    exports: [
      {
        name: 'exports',
        select: `select id, format, status, size_bytes, created_at, finished_at, expires_at from exports where user_id = $1 order by created_at`,
      },
    ],
  },
];
