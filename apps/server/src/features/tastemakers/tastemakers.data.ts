import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

export const TASTEMAKERS_DATA: readonly PersonalTable[] = [
  {
    table: 'tastemaker_applications',
    people: { user_id: 'delete', decided_by: 'forget' },
    exports: [
      {
        name: 'tastemaker-applications',
        select: `select id, specialty, tagline, social_links, why, status, decision_note, created_at, decided_at
          from tastemaker_applications where user_id = $1 order by id`,
      },
    ],
  },
];
