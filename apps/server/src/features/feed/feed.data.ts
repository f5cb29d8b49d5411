import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

export const FEED_DATA: readonly PersonalTable[] = [
  {
    table: 'activities',
    people: { user_id: 'delete', target_user_id: 'delete', companion_ids: 'take-out' },
    exports: [{ name: 'activities', select: `select * from activities where user_id = $1 order by id` }],
  },
];
