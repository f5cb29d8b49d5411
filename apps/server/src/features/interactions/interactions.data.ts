import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

export const INTERACTIONS_DATA: readonly PersonalTable[] = [
  {
    table: 'activity_likes',
    people: { user_id: 'delete' },
    exports: [
      {
        name: 'likes',
        select: `select activity_id, created_at from activity_likes where user_id = $1 order by created_at`,
      },
    ],
  },
  {
    table: 'activity_bookmarks',
    people: { user_id: 'delete' },
    exports: [
      {
        name: 'bookmarks',
        select: `select activity_id, created_at from activity_bookmarks where user_id = $1 order by created_at`,
      },
    ],
  },
  {
    table: 'activity_comments',
    // The thread stays readable: "deleted user".
    people: { user_id: 'forget' },
    exports: [{ name: 'comments', select: `select * from activity_comments where user_id = $1 order by id` }],
  },
];
