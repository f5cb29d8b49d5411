import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, Input, Self, Who } from '../../platform/http/endpoint.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { UsersService } from '../users/users.public.js';
import { ChallengeActivitiesService } from './challenge-activities.service.js';
import { TasteProfileService } from './taste-profile.service.js';

@Controller()
export class TasteController {
  constructor(
    private readonly taste: TasteProfileService,
    private readonly users: UsersService,
    private readonly activities: ChallengeActivitiesService,
  ) {}

  @Endpoint(ROUTES.getTasteProfile)
  async profile(@Who() viewer: Viewer, @Input() { params, query }: Parsed<typeof ROUTES.getTasteProfile>) {
    return new Answer(await this.taste.of(viewer, params.id, query.days));
  }

  @Endpoint(ROUTES.getChallenge)
  async challenge(@Who() viewer: Viewer, @Input() { params }: Parsed<typeof ROUTES.getChallenge>) {
    return new Answer(await this.users.challenge(viewer, params.id, params.year));
  }

  @Endpoint(ROUTES.setChallenge)
  async setGoal(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.setChallenge>) {
    return new Answer(await this.users.setChallenge(actor, params.year, body.goalCount));
  }

  @Endpoint(ROUTES.listChallengeActivities)
  async list(
    @Who() viewer: Viewer,
    @Input() { params, query }: Parsed<typeof ROUTES.listChallengeActivities>,
  ) {
    const { items, meta } = await this.activities.list(viewer, params.id, params.year, query);
    return new Answer(items, meta);
  }
}
