import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Sockets, userRoom } from '../../platform/sockets/sockets.js';
import { messageOfPost } from './notifications.rules.js';
import { findAnnouncedPost, tellFollowers } from './post-notices.sql.js';

/** Followers that one job tells: what a transaction writes, and rooms that one message names. */
const AT_ONCE = 500;

interface Announcement {
  readonly authorId: number;
  readonly postId: number;
  /** the event that published the post: what tells each follower once */
  readonly noticeId: string;
  /** whoever comes after this follower, by id */
  readonly afterFollowerId: number;
}

/**
 * Tells the followers of an author of a post, however many there are: some of them, and promises the rest in the
 * same transaction. A post that is taken away meanwhile is told of no further.
 */
@Injectable()
export class PostNotices {
  constructor(
    private readonly outbox: Outbox,
    private readonly sockets: Sockets,
  ) {}

  async announce(tx: Tx, { authorId, postId, noticeId, afterFollowerId }: Announcement): Promise<void> {
    const post = await findAnnouncedPost(tx, postId);
    if (!post) return;
    const { title, author } = post;
    const message = messageOfPost(author.displayName, title);
    const told = await tellFollowers(tx, { authorId, postId, message, noticeId, afterFollowerId }, AT_ONCE);
    if (told.recipientIds.length > 0)
      this.sockets.send(told.recipientIds.map(userRoom), 'post:published', {
        postId: `post-${postId}`,
        title,
        author,
      });
    if (told.size === AT_ONCE && told.lastId !== null)
      await this.outbox.append(tx, 'post.announcing', {
        userId: authorId,
        postId,
        noticeId,
        afterFollowerId: told.lastId,
      });
  }
}
