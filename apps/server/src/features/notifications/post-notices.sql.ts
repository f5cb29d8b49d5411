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

export interface ToldFollowers {
  /** the last follower of the batch; null where none was left */
  readonly lastId: number | null;
  /** followers in the batch, told or not */
  readonly size: number;
  /** who was told now */
  readonly recipientIds: number[];
}

const TELL = `/* post-notifications */
with batch as (
  select f.follower_id from follows f where f.followee_id = $1 and f.status = 'accepted' and f.follower_id > $5
  order by f.follower_id limit $6
), told as (
  insert into notifications (recipient_id, type, actor_id, post_id, message, event_id)
  select r.id, 'post_published', $1, $2, $3, $4::uuid from batch join users r on r.id = batch.follower_id
  where ${accountStands('r')} and coalesce((r.settings->'notifications'->>'featuredLists')::boolean, true)
    and not exists (select from mutes m where m.muter_id = r.id and m.muted_id = $1)
    and not exists (select from blocks b where (b.blocker_id = r.id and b.blocked_id = $1) or (b.blocker_id = $1 and b.blocked_id = r.id))
  on conflict (event_id, recipient_id) do nothing returning recipient_id
)
select (select max(follower_id) from batch) as "lastId", (select count(*)::int from batch) as size,
  array(select recipient_id from told) as "recipientIds"`;

/**
 * Tells the next followers of an author, by id, in one statement, each once: but who has muted or blocked, was
 * blocked, is not there or does not want to hear of posts.
 */
export async function tellFollowers(
  tx: Tx,
  notice: { authorId: number; postId: number; message: string; noticeId: string; afterFollowerId: number },
  limit: number,
): Promise<ToldFollowers> {
  const { authorId, postId, message, noticeId, afterFollowerId } = notice;
  const { rows } = await tx.executeQuery<ToldFollowers>(
    CompiledQuery.raw(TELL, [authorId, postId, message, noticeId, afterFollowerId, limit]),
  );
  const [row] = rows;
  if (!row) throw new Error('a query without from returned no row');
  return row;
}
