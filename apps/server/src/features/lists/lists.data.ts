import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

export const LISTS_DATA: readonly PersonalTable[] = [
  {
    table: 'relations',
    people: { user_id: 'delete', companion_ids: 'take-out' },
    exports: [
      {
        name: 'relations',
        select: `select rel.*, r.name as restaurant_name, r.external_id as restaurant_external_id from relations rel
          join restaurants r on r.id = rel.restaurant_id where rel.user_id = $1 order by rel.status, rel.category, rel.id`,
      },
    ],
  },
  {
    table: 'rankings',
    people: { user_id: 'delete' },
    exports: [
      {
        name: 'rankings',
        select: `select p.category, p.rank_index, p.restaurant_id, r.name as restaurant_name from ranked_places p
          join restaurants r on r.id = p.restaurant_id where p.user_id = $1 order by p.category, p.rank_index`,
      },
    ],
  },
  {
    table: 'rank_sessions',
    people: { user_id: 'delete' },
    exports: [
      {
        name: 'rank-sessions',
        select: `select * from rank_sessions where user_id = $1 order by created_at, id`,
      },
    ],
  },
  {
    table: 'visits',
    people: { user_id: 'delete', companion_ids: 'take-out' },
    exports: [
      {
        name: 'visits',
        select: `select v.*, r.name as restaurant_name from visits v join restaurants r on r.id = v.restaurant_id
          where v.user_id = $1 order by v.visit_date, v.id`,
      },
    ],
  },
  {
    table: 'lists',
    people: { user_id: 'delete' },
    exports: [
      { name: 'lists', select: `select * from lists where user_id = $1 order by id` },
      {
        name: 'list-items',
        select: `select i.*, r.name as restaurant_name from list_items i join lists l on l.id = i.list_id
          join restaurants r on r.id = i.restaurant_id where l.user_id = $1 order by i.list_id, i.position`,
      },
    ],
  },
];
