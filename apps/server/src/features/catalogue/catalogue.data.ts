import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

/** What people said about restaurants stays without a name: it is about the restaurants. */
export const CATALOGUE_DATA: readonly PersonalTable[] = [
  {
    table: 'restaurant_suggestions',
    people: { user_id: 'forget', decided_by: 'forget' },
    exports: [
      {
        name: 'restaurant-suggestions',
        select: `select id, restaurant_id, type, field, value, note, status, decision_note, created_at, decided_at
          from restaurant_suggestions where user_id = $1 order by id`,
      },
    ],
  },
  {
    table: 'restaurant_requests',
    people: { user_id: 'forget', decided_by: 'forget' },
    exports: [
      {
        name: 'restaurant-requests',
        select: `select id, name, address, st_y(location::geometry) as latitude, st_x(location::geometry) as longitude, note,
          status, restaurant_id, decision_note, created_at, decided_at from restaurant_requests where user_id = $1 order by number`,
      },
    ],
  },
];
