import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer, Done } from '../../platform/http/answer.js';
import { Endpoint, Input, Self } from '../../platform/http/endpoint.js';
import { UNDO_HEADER } from '../../platform/undo/undo.js';
import type { Actor } from '../../platform/viewer.js';
import { GroupsService } from './groups.service.js';
import { GroupSessionsService } from './sessions.service.js';

@Controller()
export class GroupsController {
  constructor(
    private readonly groups: GroupsService,
    private readonly sessions: GroupSessionsService,
  ) {}

  @Endpoint(ROUTES.matchGroup)
  async match(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.matchGroup>) {
    return new Answer(await this.groups.match(actor, body));
  }

  @Endpoint(ROUTES.listGroupSessions)
  async list(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.listGroupSessions>) {
    const { sessions, meta } = await this.groups.list(actor, query);
    return new Answer(sessions, meta);
  }

  @Endpoint(ROUTES.getGroupSession)
  async get(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.getGroupSession>) {
    return new Answer(await this.groups.get(actor, params.sid));
  }

  @Endpoint(ROUTES.castVote)
  async vote(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.castVote>) {
    return new Answer(await this.sessions.vote(actor, params.sid, body));
  }

  @Endpoint(ROUTES.joinGroupSession)
  async join(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.joinGroupSession>) {
    return new Answer(await this.sessions.join(actor, params.sid));
  }

  @Endpoint(ROUTES.leaveGroupSession)
  async leave(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.leaveGroupSession>) {
    return new Answer(await this.sessions.leave(actor, params.sid));
  }

  @Endpoint(ROUTES.refreshGroupSession)
  async refresh(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.refreshGroupSession>) {
    return new Answer(await this.sessions.refresh(actor, params.sid));
  }

  @Endpoint(ROUTES.selectMatch)
  async select(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.selectMatch>) {
    return new Answer(await this.sessions.select(actor, params.sid, body.restaurantId));
  }

  @Endpoint(ROUTES.endGroupSession)
  async end(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.endGroupSession>) {
    return new Done({ [UNDO_HEADER]: await this.sessions.remove(actor, params.sid) });
  }
}
