import { Injectable } from '@nestjs/common';
import { ReactionRegistry } from '../../../platform/queues/reaction-registry.js';
import { RankingService } from './ranking.service.js';

@Injectable()
export class RankingJobs {
  constructor(registry: ReactionRegistry, ranking: RankingService) {
    for (const event of ['scores.moved', 'kept.moved'] as const)
      registry.handle(event, 'count-ratings', (tx) => ranking.countRatings(tx));
  }
}
