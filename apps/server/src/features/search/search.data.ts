import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

export const SEARCH_DATA: readonly PersonalTable[] = [
  {
    table: 'recent_searches',
    people: { user_id: 'delete', target_user_id: 'delete' },
    exports: [
      {
        name: 'recentSearches',
        select: `select type, restaurant_id, target_user_id, query, searched_at from recent_searches where user_id = $1 order by searched_at, id`,
      },
    ],
  },
];
