import { Injectable } from '@nestjs/common';
import { ReactionRegistry } from '../../platform/queues/reaction-registry.js';
import { PresenceService } from './presence.service.js';

/** What people see of each other while they are connected follows what changes between them. */
@Injectable()
export class PresenceJobs {
  constructor(registry: ReactionRegistry, presence: PresenceService) {
    registry.handle('presence.switched', 'show-presence', (tx, { payload }) =>
      presence.switched(tx, payload.userId),
    );
    registry.handle('follow.started', 'show-presence', (tx, { payload }) =>
      presence.related(tx, payload.followerId, [payload.followeeId], 'closer'),
    );
    registry.handle('follow.accepted', 'show-presence', (tx, { payload }) =>
      presence.related(tx, payload.followeeId, payload.followerIds, 'closer'),
    );
    registry.handle('follow.ended', 'show-presence', (tx, { payload }) =>
      presence.related(tx, payload.followerId, [payload.followeeId], 'apart'),
    );
    registry.handle('person.muted', 'show-presence', (tx, { payload }) =>
      presence.looked(tx, payload.muterId, payload.mutedId, 'apart'),
    );
    registry.handle('person.unmuted', 'show-presence', (tx, { payload }) =>
      presence.looked(tx, payload.muterId, payload.mutedId, 'closer'),
    );
  }
}
