import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

export const REVIEWS_DATA: readonly PersonalTable[] = [
  {
    table: 'reviews',
    people: { user_id: 'delete-unless-kept', companion_ids: 'take-out' },
    exports: [
      {
        name: 'reviews',
        select: `select v.*, r.name as restaurant_name from reviews v join restaurants r on r.id = v.restaurant_id
          where v.user_id = $1 order by v.id`,
      },
    ],
  },
  {
    table: 'review_helpful',
    people: { user_id: 'delete' },
    exports: [
      {
        name: 'helpful-marks',
        select: `select review_id, created_at from review_helpful where user_id = $1 order by created_at`,
      },
    ],
  },
  {
    table: 'review_comments',
    // The thread stays readable: "deleted user".
    people: { user_id: 'forget' },
    exports: [
      {
        name: 'review-comments',
        select: `select id, review_id, content, created_at, deleted_at from review_comments where user_id = $1 order by id`,
      },
    ],
  },
];
