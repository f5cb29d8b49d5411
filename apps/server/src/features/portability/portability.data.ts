import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

/** Rows go with their import; the file itself is what the person has already. */
export const PORTABILITY_DATA: readonly PersonalTable[] = [
  {
    table: 'imports',
    people: { user_id: 'delete' },
    exports: [
      {
        name: 'imports',
        select: `select i.id, i.source, i.scope, i.status, i.fault, i.created_at, i.expires_at,
          (select coalesce(json_agg(json_build_object('row', r.number, 'place', r.place, 'kept', r.kept, 'outcome', r.outcome) order by r.number), '[]')
           from import_rows r where r.import_id = i.id) as rows
          from imports i where i.user_id = $1 order by i.created_at`,
      },
    ],
  },
];
