import { reportedFinder } from './moderated-content.sql.js';

/** Profiles as moderation sees them; they are never hidden, only suspended. */
export const findReportedPeople = reportedFinder('users', {
  from: 'users c',
  authorId: 'c.id',
  isPrivate: 'false',
  hiddenAt: 'null::timestamptz',
  title: 'c.display_name',
  text: 'c.bio',
  photos: `case when c.avatar is null then '{}' else array[c.avatar] end`,
  rating: 'null::numeric',
  restaurantId: 'null::bigint',
});
