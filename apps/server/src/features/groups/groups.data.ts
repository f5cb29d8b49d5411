import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

export const GROUPS_DATA: readonly PersonalTable[] = [
  {
    table: 'match_sessions',
    people: { creator_id: 'delete' },
    exports: [
      {
        name: 'group-sessions',
        select: `select s.id, s.creator_id, p.status, s.date, s.time_slot, s.category, s.consensus_id, s.selected_id, s.created_at, s.expires_at,
            case when s.creator_id = $1 then s.dietary_restrictions end as dietary_restrictions, case when s.creator_id = $1 then s.center_encrypted end as center_encrypted
          from match_participants p join match_sessions s on s.id = p.session_id where p.user_id = $1 order by s.created_at`,
        secrets: { center_encrypted: 'home' },
      },
    ],
  },
  { table: 'match_participants', people: { user_id: 'delete' }, exports: [] },
  { table: 'match_places', people: { wanted_by: 'take-out' }, exports: [] },
  {
    table: 'match_votes',
    people: { user_id: 'delete' },
    exports: [
      {
        name: 'group-votes',
        select: `select session_id, restaurant_id, vote, voted_at from match_votes where user_id = $1 order by voted_at`,
      },
    ],
  },
];
