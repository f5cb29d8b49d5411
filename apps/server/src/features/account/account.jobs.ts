import { Injectable } from '@nestjs/common';
import { ReactionRegistry } from '../../platform/queues/reaction-registry.js';
import { ExportsService } from './exports.service.js';

@Injectable()
export class AccountJobs {
  constructor(registry: ReactionRegistry, exports: ExportsService) {
    registry.handle('export.requested', 'build-export', (tx, { payload }) =>
      exports.build(tx, payload.userId, payload.exportId),
    );
  }
}
