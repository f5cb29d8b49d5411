import { CompiledQuery } from 'kysely';
import type { Tx } from '../../platform/database/database.js';
import { mayPublish } from '../posts/posts.public.js';
import { accountStands } from '../users/users.public.js';

export interface AnnouncedPost {
  readonly title: string;
  readonly author: { id: number; username: string; displayName: string; avatar: string | null };
}

const POST = `/* announced-post */
select p.title, json_build_object('id', u.id, 'username', u.username, 'displayName', u.display_name, 'avatar', u.avatar) as author
from posts p join users u on u.id = p.user_id
where p.id = $1 and p.published_at is not null and p.deleted_at is null and p.hidden_at is null and ${mayPublish('u')} and ${accountStands('u')}`;

/** A post that followers are to hear of, unless it has been taken away meanwhile. */
export async function findAnnouncedPost(tx: Tx, id: number): Promise<AnnouncedPost | undefined> {
  return (await tx.executeQuery<AnnouncedPost>(CompiledQuery.raw(POST, [id]))).rows[0];
}

const FOLLOWERS = `/* post-followers */
select f.follower_id as id from follows f
where f.followee_id = $1 and f.status = 'accepted' and f.follower_id > $2 order by f.follower_id limit $3`;

/** The next followers of an author, by id. */
export async function findFollowers(
  tx: Tx,
  authorId: number,
  afterFollowerId: number,
  limit: number,
): Promise<number[]> {
  const { rows } = await tx.executeQuery<{ id: number }>(
    CompiledQuery.raw(FOLLOWERS, [authorId, afterFollowerId, limit]),
  );
  return rows.map(({ id }) => id);
}
