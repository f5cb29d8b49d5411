import { CompiledQuery } from 'kysely';
import { commentThread } from '../interactions/interactions.public.js';
import { accountIsThere, moderatedContent } from '../users/users.public.js';
import { postIsShown } from './post-visibility.sql.js';

export const POST_COMMENTS = commentThread('post_comments', 'post_id', 'posts');

const COUNT = `/* post-comment-count */
update posts p set comments_count = p.comments_count + $2 from post_comments c where c.id = $1 and p.id = c.post_id`;

export const moderatedPostComments = moderatedContent(
  'post_comments',
  {
    from: `post_comments c join posts p on p.id = c.post_id join users owner on owner.id = p.user_id
      left join users u on u.id = c.user_id`,
    authorId: 'c.user_id',
    isPrivate: 'p.published_at is null or not owner.is_public',
    hiddenAt: 'c.hidden_at',
    title: 'null::text',
    text: 'c.content',
    photos: `'{}'::text[]`,
    rating: 'null::numeric',
    restaurantId: 'null::bigint',
  },
  `p.published_at is not null and ${postIsShown('p', 'owner', '$2')} and (c.user_id is null or (${accountIsThere('u', '$2')}))`,
  async (tx, id, step) => void (await tx.executeQuery(CompiledQuery.raw(COUNT, [id, step]))),
);
