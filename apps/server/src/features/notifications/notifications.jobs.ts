import { Injectable } from '@nestjs/common';
import { ReactionRegistry } from '../../platform/queues/reaction-registry.js';
import { NotificationsService } from './notifications.service.js';

@Injectable()
export class NotificationsJobs {
  constructor(registry: ReactionRegistry, notifications: NotificationsService) {
    for (const event of ['relation.added', 'visit.added'] as const) {
      registry.handle(event, 'notify', async (tx, { id, payload }) => {
        if (payload.streakReached !== null)
          await notifications.streakReached(tx, id, payload.userId, payload.streakReached);
      });
    }
    registry.handle('follow.started', 'notify', (tx, { id, payload }) =>
      notifications.followed(tx, id, payload.followerId, payload.followeeId),
    );
    registry.handle('follow.requested', 'notify', (tx, { id, payload }) =>
      notifications.followRequested(tx, id, payload.followerId, payload.followeeId),
    );
    registry.handle('review.commented', 'notify', (tx, { id, payload }) =>
      notifications.reviewCommented(tx, id, payload.commentId),
    );
    registry.handle('report.decided', 'notify', (tx, { id, payload }) =>
      notifications.decided(tx, id, payload),
    );
    registry.handle('group.opened', 'notify', (tx, { id, payload }) =>
      notifications.invitedToGroup(tx, id, payload),
    );
    registry.handle('group.matched', 'notify', (tx, { id, payload }) =>
      notifications.groupMatched(tx, id, payload),
    );
    registry.handle('follow.accepted', 'notify', (tx, { id, payload }) =>
      notifications.followAccepted(tx, id, payload.followerIds, payload.followeeId),
    );
  }
}
