import { Injectable } from '@nestjs/common';
import { ReactionRegistry } from '../../platform/queues/reaction-registry.js';
import { NotificationsService, rankChanged } from '../notifications/notifications.public.js';
import { BoardKeeper } from './board-keeper.js';

/** Whatever changes a number or the standing of a person puts the person where they belong. */
@Injectable()
export class LeaderboardJobs {
  constructor(registry: ReactionRegistry, keeper: BoardKeeper, notifications: NotificationsService) {
    registry.handle('relation.added', 'rank-people', async (tx, { payload }) => {
      if (payload.status === 'been') await keeper.refresh(tx, [payload.userId]);
    });
    for (const event of [
      'relation.changed',
      'relation.removed',
      'visit.added',
      'visit.removed',
      'review.written',
      'profile.changed',
      'visibility.changed',
      'person.joined',
    ] as const) {
      registry.handle(event, 'rank-people', (tx, { payload }) => keeper.refresh(tx, [payload.userId]));
    }
    for (const event of ['follow.started', 'follow.accepted', 'follow.ended'] as const) {
      registry.handle(event, 'rank-people', (tx, { payload }) => keeper.refresh(tx, [payload.followeeId]));
    }
    for (const event of ['review.changed', 'review.removed'] as const) {
      registry.handle(event, 'rank-people', (tx, { payload }) => keeper.refreshAuthor(tx, payload.reviewId));
    }
    for (const event of ['kept.moved', 'people.recounted'] as const) {
      registry.handle(event, 'rank-people', (tx, { payload }) => keeper.refresh(tx, payload.userIds));
    }
    registry.handle('rank.climbed', 'notify', (tx, { id, payload: { userId, rank, previousRank } }) =>
      notifications.tell(tx, id, rankChanged(rank, previousRank), [userId]),
    );
    registry.handle('report.decided', 'rank-people', (tx, { payload }) =>
      keeper.refresh(tx, [payload.authorId]),
    );
  }
}
