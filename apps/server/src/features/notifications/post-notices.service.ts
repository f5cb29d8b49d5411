import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Sockets, userRoom } from '../../platform/sockets/sockets.js';
import { NotificationsService } from './notifications.service.js';
import { findAnnouncedPost, findFollowers } from './post-notices.sql.js';
import { postPublished } from './stories.rules.js';

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
    private readonly database: Database,
    private readonly notifications: NotificationsService,
    private readonly outbox: Outbox,
    private readonly sockets: Sockets,
  ) {}

  async announce(tx: Tx, { authorId, postId, noticeId, afterFollowerId }: Announcement): Promise<void> {
    const post = await findAnnouncedPost(tx, postId);
    if (!post) return;
    const { title, author } = post;
    const followers = await findFollowers(tx, authorId, afterFollowerId, AT_ONCE);
    const story = postPublished(authorId, postId);
    const rooms = (await this.notifications.tellCrowd(tx, noticeId, story, followers)).map(userRoom);
    if (rooms.length > 0)
      this.database.afterCommit(() =>
        this.sockets.send(rooms, 'post:published', { postId: `post-${postId}`, title, author }),
      );
    const last = followers.at(-1);
    if (followers.length === AT_ONCE && last !== undefined)
      await this.outbox.append(tx, 'post.announcing', {
        userId: authorId,
        postId,
        noticeId,
        afterFollowerId: last,
      });
  }
}
