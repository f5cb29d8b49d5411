import { CompiledQuery } from 'kysely';
import { accountIsOpen, moderatedContent } from '../users/users.public.js';
import { mayPublish } from './post-visibility.sql.js';

const COUNT = `/* post-count */
update users u set posts_count = u.posts_count + $2 from posts p where p.id = $1 and p.published_at is not null and u.id = p.user_id`;

/** Posts as moderation sees them: the beginning of their words, without what marks them up. */
export const moderatedPosts = moderatedContent(
  'posts',
  {
    from: 'posts c join users u on u.id = c.user_id',
    authorId: 'c.user_id',
    isPrivate: 'c.published_at is null or not u.is_public',
    hiddenAt: 'c.hidden_at',
    title: 'c.title',
    text: `left(regexp_replace(c.content, '<[^>]*>', ' ', 'g'), 5000)`,
    photos: `case when c.cover_image is null then '{}' else array[c.cover_image] end`,
    rating: 'null::numeric',
    restaurantId: 'null::bigint',
  },
  `(c.user_id = $2::bigint or (c.published_at is not null and ${mayPublish('u')} and ${accountIsOpen('u', '$2')}))`,
  async (tx, id, step) => void (await tx.executeQuery(CompiledQuery.raw(COUNT, [id, step]))),
);
