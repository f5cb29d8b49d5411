import { Injectable } from '@nestjs/common';
import { ReactionRegistry } from '../../platform/queues/reaction-registry.js';
import { AuthService } from './auth.service.js';

@Injectable()
export class AuthJobs {
  constructor(registry: ReactionRegistry, auth: AuthService) {
    registry.handle('sessions.ended', 'close-sessions', (_tx, { payload }) =>
      auth.closeSessions(payload.userId, payload.sessionIds),
    );
  }
}
