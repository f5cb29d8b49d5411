import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

const columns = `r.id, r.restaurant_id, p.name as restaurant_name, r.local_date, r.local_time, r.timezone, r.party_size, r.status, r.notes`;

export const RESERVATIONS_DATA: readonly PersonalTable[] = [
  {
    table: 'reservations',
    people: { owner_id: 'delete', claimed_by: 'forget', recipient_ids: 'take-out' },
    exports: [
      {
        name: 'reservations',
        select: `select r.*, p.name as restaurant_name from reservations r join restaurants p on p.id = r.restaurant_id
          where r.owner_id = $1 order by r.starts_at, r.id`,
      },
      {
        name: 'claimed-reservations',
        select: `select ${columns}, r.owner_id, r.claimed_at from reservations r join restaurants p on p.id = r.restaurant_id
          where r.claimed_by = $1 order by r.starts_at, r.id`,
      },
      {
        name: 'reservations-shared-with-me',
        select: `select ${columns}, r.owner_id, r.shared_at from reservations r join restaurants p on p.id = r.restaurant_id
          where r.recipient_ids @> array[$1]::bigint[] and r.status <> 'cancelled' order by r.starts_at, r.id`,
      },
    ],
  },
  {
    table: 'reservation_lapses',
    people: { user_id: 'delete' },
    exports: [
      {
        name: 'late-releases',
        select: `select reservation_id, lapsed_at from reservation_lapses where user_id = $1 order by lapsed_at, id`,
      },
    ],
  },
];
