import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

export const TASTE_DATA: readonly PersonalTable[] = [
  {
    table: 'challenges',
    people: { user_id: 'delete' },
    exports: [
      {
        name: 'challenges',
        select: `select year, goal_count, updated_at from challenges where user_id = $1 order by year`,
      },
    ],
  },
];
