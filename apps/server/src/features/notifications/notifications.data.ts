import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

export const NOTIFICATIONS_DATA: readonly PersonalTable[] = [
  {
    table: 'notifications',
    people: { recipient_id: 'delete', actor_id: 'delete' },
    exports: [
      {
        name: 'notifications',
        select: `select * from notifications where recipient_id = $1 order by id`,
      },
    ],
  },
];
