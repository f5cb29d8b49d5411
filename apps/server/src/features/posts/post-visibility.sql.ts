import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountIsOpen, isShown } from '../users/users.public.js';

/** Roles whose posts others see: who loses the role takes the posts along. */
const PUBLISHERS = `('tastemaker', 'admin')`;

/** The condition that the account `alias` may publish. */
export const mayPublish = (alias: string): string => `${alias}.role in ${PUBLISHERS}`;

/** The condition that the post `post` of the account `author` is shown to the viewer whose id (or null) is a parameter. */
export const postIsShown = (post: string, author: string, viewer: string): string =>
  `${post}.deleted_at is null and (${post}.user_id = ${viewer}::bigint or (${post}.published_at is not null
     and ${isShown(post, `${viewer}::bigint`)} and ${mayPublish(author)} and ${accountIsOpen(author, viewer)}))`;

/** A post that others may answer to. */
export interface PublishedPost {
  readonly id: number;
  readonly userId: number;
  readonly views: number;
  readonly likes: number;
  readonly bookmarks: number;
}

const PUBLISHED = `/* post-published */
select p.id, p.user_id as "userId", p.views_count as views, p.likes_count as likes, p.bookmarks_count as bookmarks
from posts p join users u on u.id = p.user_id where p.id = $1 and p.published_at is not null and ${postIsShown('p', 'u', '$2')}`;

/** The post, if it is published and the viewer may see it. */
export async function findPublished(
  db: Db,
  id: number,
  viewerId: number | null,
): Promise<PublishedPost | undefined> {
  return (await db.executeQuery<PublishedPost>(CompiledQuery.raw(PUBLISHED, [id, viewerId]))).rows[0];
}
