import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

export const MODERATION_DATA: readonly PersonalTable[] = [
  {
    // With its snapshot of what the person wrote; who decided on others' is forgotten.
    table: 'report_cases',
    people: { author_id: 'delete', decided_by: 'forget' },
    exports: [
      {
        name: 'decisions',
        select: `select c.target_type, c.target_id, c.action, c.decided_at, c.suspended_until, c.appeal_text, c.appealed_at,
          c.appeal_decided_at, c.status from report_cases c where c.author_id = $1 and c.decided_at is not null order by c.id`,
      },
    ],
  },
  {
    table: 'reports',
    people: { reporter_id: 'forget' },
    exports: [
      {
        name: 'reports',
        select: `select c.target_type, c.target_id, r.reason, r.note, r.created_at, c.status from reports r
          join report_cases c on c.id = r.case_id where r.reporter_id = $1 order by r.id`,
      },
    ],
  },
];
