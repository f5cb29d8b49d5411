import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

export const NOTIFICATIONS_DATA: readonly PersonalTable[] = [
  {
    table: 'notifications',
    people: { recipient_id: 'delete' },
    exports: [
      {
        name: 'notifications',
        select: `select n.id, n.type, n.message, n.actors_count, n.restaurant_id, n.list_id, n.activity_id, n.review_id, n.post_id,
            n.streak_count, n.read_at, n.dismissed_at, n.created_at,
            array(select a.actor_id from notification_actors a where a.notification_id = n.id order by a.created_at) as actor_ids
          from notifications n where n.recipient_id = $1 order by n.id`,
      },
    ],
  },
  // Of whom others were told is theirs to take along.
  { table: 'notification_actors', people: { actor_id: 'delete' }, exports: [] },
  // Counts that are over after a day.
  { table: 'notification_windows', people: { recipient_id: 'delete' }, exports: [] },
];
