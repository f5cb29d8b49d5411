import { Injectable } from '@nestjs/common';
import { ReactionRegistry } from '../../platform/queues/reaction-registry.js';
import { RecommendationsService } from './recommendations.service.js';

@Injectable()
export class DiscoveryJobs {
  constructor(registry: ReactionRegistry, recommendations: RecommendationsService) {
    registry.handle('recommendations.due', 'work-ahead', (tx, { payload }) =>
      recommendations.workAhead(tx, payload.after),
    );
  }
}
