import { Injectable } from '@nestjs/common';
import { ReactionRegistry } from '../../platform/queues/reaction-registry.js';
import { CommonGroups } from './common-groups.js';
import { LiveGroups } from './live-groups.js';
import { GroupSessionsService } from './sessions.service.js';

@Injectable()
export class GroupsJobs {
  constructor(
    registry: ReactionRegistry,
    live: LiveGroups,
    sessions: GroupSessionsService,
    common: CommonGroups,
  ) {
    registry.handle('groups.due', 'work-ahead', (tx) => common.prepare(tx));
    registry.handle('group.opened', 'announce', (tx, { payload }) =>
      live.opened(tx, payload.sessionId, payload.userId),
    );
    registry.handle('group.moved', 'announce', (tx, { payload }) =>
      live.moved(tx, payload.sessionId, payload.userId),
    );
    registry.handle('group.voted', 'announce', (tx, { payload }) =>
      live.voted(tx, payload.sessionId, payload.userId, payload.restaurantId),
    );
    registry.handle('group.matched', 'announce', (tx, { payload }) =>
      live.matched(tx, payload.sessionId, payload.restaurantId),
    );
    registry.handle('group.changed', 'announce', (tx, { payload }) => live.changed(tx, payload.sessionId));
    registry.handle('group.ended', 'announce', (tx, { payload }) =>
      live.ended(tx, payload.sessionId, payload.userIds),
    );
    registry.handle('visibility.changed', 'settle-groups', (tx, { payload }) =>
      sessions.takeOutIfGone(tx, payload.userId),
    );
  }
}
