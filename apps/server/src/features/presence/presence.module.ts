import { Module } from '@nestjs/common';
import { Sockets } from '../../platform/sockets/sockets.js';
import { PresenceJobs } from './presence.jobs.js';
import { PresenceService } from './presence.service.js';

@Module({ providers: [PresenceService, PresenceJobs] })
export class PresenceModule {
  constructor(sockets: Sockets, presence: PresenceService) {
    sockets.presence.onChange((userIds) => presence.changed(userIds));
    sockets.onArrival(async (actor, tell) =>
      tell('presence:list', { online: await presence.onlineFriends(actor) }),
    );
  }
}
