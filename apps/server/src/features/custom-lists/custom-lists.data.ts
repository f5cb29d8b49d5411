import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

/** The lists themselves are registered with the relations. */
export const CUSTOM_LISTS_DATA: readonly PersonalTable[] = [
  {
    table: 'list_bookmarks',
    people: { user_id: 'delete' },
    exports: [
      {
        name: 'list-bookmarks',
        select: `select b.list_id, l.name as list_name, b.created_at from list_bookmarks b join lists l on l.id = b.list_id
          where b.user_id = $1 order by b.created_at`,
      },
    ],
  },
  {
    table: 'list_collaborators',
    people: { user_id: 'delete' },
    exports: [
      {
        name: 'list-collaborations',
        select: `select c.list_id, l.name as list_name, c.role, c.created_at from list_collaborators c join lists l on l.id = c.list_id
          where c.user_id = $1 order by c.created_at`,
      },
    ],
  },
];
