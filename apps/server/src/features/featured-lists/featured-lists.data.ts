import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

export const FEATURED_LISTS_DATA: readonly PersonalTable[] = [
  {
    table: 'featured_lists',
    // The list is of the house and stays, as nobody's choice.
    people: { curator_id: 'forget' },
    exports: [
      {
        name: 'featured-lists',
        select: `select f.slug, l.name, l.description, f.city, f.tags, l.created_at from featured_lists f join lists l on l.id = f.list_id
          where f.curator_id = $1 order by f.list_id`,
      },
    ],
  },
];
