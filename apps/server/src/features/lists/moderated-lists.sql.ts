import { accountIsOpen, moderatedContent } from '../users/users.public.js';

export const moderatedLists = moderatedContent(
  'lists',
  {
    from: 'lists c join users u on u.id = c.user_id',
    authorId: 'c.user_id',
    isPrivate: 'not (c.is_public and u.is_public)',
    hiddenAt: 'c.hidden_at',
    title: 'c.name',
    text: 'c.description',
    photos: `case when c.thumbnail_image is null then '{}' else array[c.thumbnail_image] end`,
    rating: 'null::numeric',
    restaurantId: 'null::bigint',
  },
  `(c.is_public or c.user_id = $2::bigint) and ${accountIsOpen('u', '$2')}`,
);
