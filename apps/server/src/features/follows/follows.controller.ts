import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, Input, Self, Who } from '../../platform/http/endpoint.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { FollowsService } from './follows.service.js';

@Controller()
export class FollowsController {
  constructor(private readonly follows: FollowsService) {}

  @Endpoint(ROUTES.followUser)
  async follow(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.followUser>) {
    return new Answer(await this.follows.follow(actor, params.id));
  }

  @Endpoint(ROUTES.unfollowUser)
  async unfollow(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.unfollowUser>) {
    return new Answer(await this.follows.unfollow(actor, params.id));
  }

  @Endpoint(ROUTES.listFollowers)
  async followers(@Who() viewer: Viewer, @Input() { params, query }: Parsed<typeof ROUTES.listFollowers>) {
    const { cards, meta } = await this.follows.list(viewer, 'followers', params.id, query);
    return new Answer(cards, meta);
  }

  @Endpoint(ROUTES.listFollowing)
  async following(@Who() viewer: Viewer, @Input() { params, query }: Parsed<typeof ROUTES.listFollowing>) {
    const { cards, meta } = await this.follows.list(viewer, 'following', params.id, query);
    return new Answer(cards, meta);
  }

  @Endpoint(ROUTES.getRelationship)
  async relationship(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.getRelationship>) {
    return new Answer(await this.follows.relationship(actor, params.id));
  }

  @Endpoint(ROUTES.listFollowRequests)
  async requests(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.listFollowRequests>) {
    const { requests, meta } = await this.follows.requests(actor, query);
    return new Answer(requests, meta);
  }

  @Endpoint(ROUTES.acceptFollowRequest)
  async accept(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.acceptFollowRequest>) {
    return new Answer(await this.follows.accept(actor, params.id));
  }

  @Endpoint(ROUTES.declineFollowRequest)
  async decline(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.declineFollowRequest>) {
    await this.follows.decline(actor, params.id);
  }

  @Endpoint(ROUTES.removeFollower)
  async removeFollower(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.removeFollower>) {
    await this.follows.removeFollower(actor, params.id);
  }
}
