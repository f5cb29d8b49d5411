import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

export const PRIVACY_DATA: readonly PersonalTable[] = [
  {
    table: 'blocks',
    people: { blocker_id: 'delete', blocked_id: 'delete' },
    // Who has blocked the person is the other's affair.
    exports: [
      {
        name: 'blocked',
        select: `select b.blocked_id as user_id, u.username, b.created_at from blocks b join users u on u.id = b.blocked_id
          where b.blocker_id = $1 order by b.created_at`,
      },
    ],
  },
  {
    table: 'mutes',
    people: { muter_id: 'delete', muted_id: 'delete' },
    exports: [
      {
        name: 'muted',
        select: `select m.muted_id as user_id, u.username, m.created_at from mutes m join users u on u.id = m.muted_id
          where m.muter_id = $1 order by m.created_at`,
      },
    ],
  },
];
