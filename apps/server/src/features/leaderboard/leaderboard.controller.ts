import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, Input, Self } from '../../platform/http/endpoint.js';
import type { Actor } from '../../platform/viewer.js';
import { LeaderboardService } from './leaderboard.service.js';

@Controller()
export class LeaderboardController {
  constructor(private readonly leaderboard: LeaderboardService) {}

  @Endpoint(ROUTES.getLeaderboard)
  async page(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.getLeaderboard>) {
    const { rows, meta } = await this.leaderboard.page(actor, query);
    return new Answer(rows, meta);
  }

  @Endpoint(ROUTES.getOwnRank)
  async ownRank(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.getOwnRank>) {
    return new Answer(await this.leaderboard.ownRank(actor, query));
  }
}
