import { Injectable } from '@nestjs/common';
import { ReactionRegistry } from '../../platform/queues/reaction-registry.js';
import { SuspensionsService } from './suspensions.service.js';

@Injectable()
export class AdminJobs {
  constructor(registry: ReactionRegistry, suspensions: SuspensionsService) {
    registry.handle('access.changed', 'apply-access', (_tx, { payload }) =>
      suspensions.apply(payload.userId),
    );
  }
}
