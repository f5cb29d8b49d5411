import type { PersonalTable } from '../../platform/personal-data/personal-data.js';

export const POSTS_DATA: readonly PersonalTable[] = [
  {
    table: 'posts',
    people: { user_id: 'delete' },
    exports: [
      {
        name: 'posts',
        select: `select p.*, array(select x.restaurant_id from post_restaurants x where x.post_id = p.id order by x.position) as restaurant_ids,
          array(select x.list_id from post_lists x where x.post_id = p.id order by x.position) as list_ids
          from posts p where p.user_id = $1 order by p.id`,
      },
    ],
  },
  {
    table: 'post_likes',
    people: { user_id: 'delete' },
    exports: [
      {
        name: 'post-likes',
        select: `select m.post_id, p.title, m.created_at from post_likes m join posts p on p.id = m.post_id
          where m.user_id = $1 order by m.created_at`,
      },
    ],
  },
  {
    table: 'post_bookmarks',
    people: { user_id: 'delete' },
    exports: [
      {
        name: 'post-bookmarks',
        select: `select m.post_id, p.title, m.created_at from post_bookmarks m join posts p on p.id = m.post_id
          where m.user_id = $1 order by m.created_at`,
      },
    ],
  },
  {
    table: 'post_comments',
    // The thread stays readable: "deleted user".
    people: { user_id: 'forget' },
    exports: [
      {
        name: 'post-comments',
        select: `select id, post_id, content, created_at, deleted_at from post_comments where user_id = $1 order by id`,
      },
    ],
  },
  // Kept for an hour, so that nobody is counted twice.
  { table: 'post_views', people: { viewer_id: 'delete' }, exports: [] },
];
