import { CompiledQuery } from 'kysely';
import { isUniqueViolation } from '../../platform/database/errors.js';
import { AppError } from '../../platform/errors.js';
import {
  accountIsOpen,
  hiding,
  type ModeratedContent,
  moderatedContent,
  reportedFinder,
} from '../users/users.public.js';

const COUNT = `/* review-count */
update users u set reviews_count = u.reviews_count + $2 from reviews v where v.id = $1 and u.id = v.user_id`;

const rows = moderatedContent(
  'reviews',
  {
    from: 'reviews c left join users u on u.id = c.user_id',
    authorId: 'c.user_id',
    isPrivate: 'coalesce(not u.is_public, false)',
    hiddenAt: 'c.hidden_at',
    title: 'c.title',
    text: 'c.content',
    photos: 'c.photos',
    rating: 'c.rating',
    restaurantId: 'c.restaurant_id',
  },
  `(c.user_id is null or (${accountIsOpen('u', '$2')}))`,
  async (tx, id, step) => void (await tx.executeQuery(CompiledQuery.raw(COUNT, [id, step]))),
  // Who has written another one since keeps that.
  hiding(
    'reviews',
    'id',
    `not exists (select from reviews newer where newer.user_id = t.user_id and newer.restaurant_id = t.restaurant_id and newer.deleted_at is null)`,
  ),
);
/** The activities that tell of a review show its text: they share its fate. */
const told = hiding(
  'activities',
  'review_id',
  'exists (select from reviews v where v.id = t.review_id and v.deleted_at is null)',
);

export const moderatedReviews: ModeratedContent = {
  ...rows,
  async hide(tx, id, at) {
    await rows.hide(tx, id, at);
    await told.hide(tx, id, at);
  },
  async remove(tx, id, at) {
    await rows.remove(tx, id, at);
    await told.remove(tx, id, at);
  },
  async restore(tx, id, at) {
    try {
      await rows.restore(tx, id, at);
    } catch (error) {
      if (!isUniqueViolation(error, 'reviews_one_live')) throw error;
      throw new AppError(
        'CONFLICT',
        'The author writes another review of this restaurant just now: try again.',
      );
    }
    await told.restore(tx, id, at);
  },
};

/** Restaurants as moderation sees them; they have no author and are not hidden. */
export const findReportedRestaurants = reportedFinder('restaurants', {
  from: 'restaurants c',
  authorId: 'null::bigint',
  isPrivate: 'false',
  hiddenAt: 'null::timestamptz',
  title: 'c.name',
  text: `concat_ws(', ', c.address, c.neighborhood, c.city, c.state)`,
  photos: 'c.images',
  rating: 'c.rating',
  restaurantId: 'c.id',
});
