import { CompiledQuery } from 'kysely';
import { commentThread } from '../interactions/interactions.public.js';
import { REVIEWS, reviewIsShown } from '../restaurants/restaurants.public.js';
import { accountIsThere, moderatedContent } from '../users/users.public.js';

export const REVIEW_COMMENTS = commentThread('review_comments', 'review_id', 'reviews');

const COUNT = `/* review-comment-count */
update reviews v set comments_count = v.comments_count + $2 from review_comments c where c.id = $1 and v.id = c.review_id`;

export const moderatedReviewComments = moderatedContent(
  'review_comments',
  {
    from: `review_comments c join ${REVIEWS} on v.id = c.review_id left join users author on author.id = c.user_id`,
    authorId: 'c.user_id',
    isPrivate: 'coalesce(not u.is_public, false)',
    hiddenAt: 'c.hidden_at',
    title: 'null::text',
    text: 'c.content',
    photos: `'{}'::text[]`,
    rating: 'null::numeric',
    restaurantId: 'v.restaurant_id',
  },
  `${reviewIsShown('$2')} and (c.user_id is null or (${accountIsThere('author', '$2')}))`,
  async (tx, id, step) => void (await tx.executeQuery(CompiledQuery.raw(COUNT, [id, step]))),
);
