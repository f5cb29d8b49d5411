import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

const side = (own: string, other: string) =>
  `select f.${other} as user_id, u.username, f.status, f.created_at, f.accepted_at from follows f
   join users u on u.id = f.${other} where f.${own} = $1 order by f.created_at`;

export const FOLLOWS_DATA: readonly PersonalTable[] = [
  {
    table: 'follows',
    people: { follower_id: 'delete', followee_id: 'delete' },
    exports: [
      { name: 'following', select: side('follower_id', 'followee_id') },
      { name: 'followers', select: side('followee_id', 'follower_id') },
    ],
  },
];
