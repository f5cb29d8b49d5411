import { CompiledQuery } from 'kysely';
import { accountIsThere, activityIsShown, moderatedContent } from '../users/users.public.js';

export const moderatedActivities = moderatedContent(
  'activities',
  {
    from: 'activities c join users u on u.id = c.user_id',
    authorId: 'c.user_id',
    isPrivate: `not u.is_public or c.is_stealth or (c.type = 'want_to_try' and not u.shows_want_to_try)`,
    hiddenAt: 'c.hidden_at',
    title: 'null::text',
    text: 'c.comment',
    photos: 'c.photos',
    rating: 'c.rating',
    restaurantId: 'c.restaurant_id',
  },
  activityIsShown('c', 'u', '$2'),
);

const COUNT_COMMENT = `/* comment-count */
update activities a set comments_count = a.comments_count + $2
from activity_comments c where c.id = $1 and a.id = c.activity_id`;

export const moderatedComments = moderatedContent(
  'activity_comments',
  {
    from: `activity_comments c join activities a on a.id = c.activity_id join users owner on owner.id = a.user_id
      left join users u on u.id = c.user_id`,
    authorId: 'c.user_id',
    isPrivate: `not owner.is_public or a.is_stealth or (a.type = 'want_to_try' and not owner.shows_want_to_try)`,
    hiddenAt: 'c.hidden_at',
    title: 'null::text',
    text: 'c.content',
    photos: `'{}'::text[]`,
    rating: 'null::numeric',
    restaurantId: 'a.restaurant_id',
  },
  `${activityIsShown('a', 'owner', '$2')} and (c.user_id is null or (${accountIsThere('u', '$2')}))`,
  async (tx, id, step) => void (await tx.executeQuery(CompiledQuery.raw(COUNT_COMMENT, [id, step]))),
);
