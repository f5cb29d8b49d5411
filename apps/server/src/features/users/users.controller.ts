import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, Input, Self, Who } from '../../platform/http/endpoint.js';
import { Undo } from '../../platform/undo/undo.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { UsersService } from './users.service.js';

@Controller()
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly undone: Undo,
  ) {}

  @Endpoint(ROUTES.getMe)
  async me(@Self() actor: Actor) {
    return new Answer(await this.users.me(actor.id));
  }

  @Endpoint(ROUTES.updateMe)
  async updateMe(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.updateMe>) {
    return new Answer(await this.users.updateMe(actor, body));
  }

  @Endpoint(ROUTES.getUserByUsername)
  async byUsername(@Who() viewer: Viewer, @Input() { params }: Parsed<typeof ROUTES.getUserByUsername>) {
    return new Answer(await this.users.profileByUsername(viewer, params.username));
  }

  @Endpoint(ROUTES.getUser)
  async profile(@Who() viewer: Viewer, @Input() { params }: Parsed<typeof ROUTES.getUser>) {
    return new Answer(await this.users.profile(viewer, params.id));
  }

  @Endpoint(ROUTES.getUserStats)
  async stats(@Who() viewer: Viewer, @Input() { params }: Parsed<typeof ROUTES.getUserStats>) {
    return new Answer(await this.users.stats(viewer, params.id));
  }

  @Endpoint(ROUTES.undo)
  async undo(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.undo>) {
    return new Answer(await this.undone.redeem(actor, body.token));
  }
}
