import { Injectable } from '@nestjs/common';
import { ReactionRegistry } from '../../platform/queues/reaction-registry.js';
import { ListsService } from './lists.service.js';

@Injectable()
export class ListsJobs {
  constructor(registry: ReactionRegistry, lists: ListsService) {
    registry.handle('visibility.changed', 'forget-kept', (tx, { payload }) =>
      lists.forgetKept(tx, payload.userId),
    );
  }
}
