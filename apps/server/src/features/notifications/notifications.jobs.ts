import { Injectable } from '@nestjs/common';
import { ReactionRegistry } from '../../platform/queues/reaction-registry.js';
import { HappeningsService } from './happenings.service.js';
import { NotificationsService } from './notifications.service.js';
import { PostNotices } from './post-notices.service.js';

@Injectable()
export class NotificationsJobs {
  constructor(
    registry: ReactionRegistry,
    happenings: HappeningsService,
    notifications: NotificationsService,
    posts: PostNotices,
  ) {
    registry.handle('relation.added', 'notify', async (tx, { id, payload }) => {
      const { userId, streakReached, status } = payload;
      if (streakReached !== null) await happenings.streakReached(tx, id, userId, streakReached);
      if (status === 'been') await happenings.placeFound(tx, userId);
    });
    registry.handle('visit.added', 'notify', async (tx, { id, payload }) => {
      if (payload.streakReached !== null)
        await happenings.streakReached(tx, id, payload.userId, payload.streakReached);
    });
    registry.handle('streaks.endangered', 'notify', (tx, { payload }) =>
      happenings.streaksEndangered(tx, payload.userIds, payload.date),
    );
    registry.handle('follow.started', 'notify', (tx, { id, payload }) =>
      happenings.followed(tx, id, payload.followerId, payload.followeeId),
    );
    registry.handle('follow.requested', 'notify', (tx, { id, payload }) =>
      happenings.followRequested(tx, id, payload.followerId, payload.followeeId),
    );
    registry.handle('group.opened', 'notify', (tx, { id, payload }) =>
      happenings.invitedToGroup(tx, id, payload),
    );
    registry.handle('group.matched', 'notify', (tx, { id, payload }) =>
      happenings.groupMatched(tx, id, payload),
    );
    registry.handle('follow.accepted', 'notify', (tx, { id, payload }) =>
      happenings.followAccepted(tx, id, payload.followerIds, payload.followeeId),
    );
    registry.handle('activity.liked', 'notify', (tx, { id, payload }) =>
      happenings.activityLiked(tx, id, payload.activityId, payload.userId),
    );
    registry.handle('activity.commented', 'notify', (tx, { id, payload }) =>
      happenings.activityCommented(tx, id, payload.commentId, payload.userId),
    );
    registry.handle('review.commented', 'notify', (tx, { id, payload }) =>
      happenings.reviewCommented(tx, id, payload.commentId, payload.userId),
    );
    registry.handle('list.bookmarked', 'notify', (tx, { id, payload }) =>
      happenings.listBookmarked(tx, id, payload.listId, payload.userId),
    );
    registry.handle('post.published', 'notify', async (tx, { id, payload }) => {
      const { userId: authorId, postId, isFirst } = payload;
      if (isFirst) await posts.announce(tx, { authorId, postId, noticeId: id, afterFollowerId: 0 });
    });
    registry.handle('post.announcing', 'notify', (tx, { payload: { userId, ...rest } }) =>
      posts.announce(tx, { authorId: userId, ...rest }),
    );
    registry.handle('post.commented', 'notify', (tx, { id, payload }) =>
      happenings.postCommented(tx, id, payload.commentId, payload.userId),
    );
    registry.handle('application.decided', 'notify', (tx, { id, payload }) =>
      happenings.applicationDecided(tx, id, payload),
    );
    registry.handle('export.finished', 'notify', (tx, { id, payload }) =>
      happenings.exportFinished(tx, id, payload.userId, payload.exportId),
    );
    registry.handle('report.decided', 'notify', (tx, { id, payload }) => happenings.decided(tx, id, payload));
    registry.handle('bundles.due', 'notify', (tx, { payload }) =>
      notifications.pushBundles(tx, payload.userIds),
    );
    registry.handle('person.blocked', 'notify', (tx, { payload }) =>
      notifications.part(tx, payload.blockerId, payload.blockedId),
    );
  }
}
