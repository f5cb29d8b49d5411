import { Injectable } from '@nestjs/common';
import { ReactionRegistry } from '../../platform/queues/reaction-registry.js';
import { MergesService } from './merges.service.js';

@Injectable()
export class CatalogueJobs {
  constructor(registry: ReactionRegistry, merges: MergesService) {
    registry.handle('restaurant.merged', 'move-kept', (tx, { payload }) =>
      merges.moveKept(tx, payload.fromId),
    );
  }
}
