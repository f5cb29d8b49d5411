import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, Input, Self, Who } from '../../platform/http/endpoint.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { ApplicationsService } from './applications.service.js';
import { TastemakersService } from './tastemakers.service.js';

@Controller()
export class TastemakersController {
  constructor(
    private readonly tastemakers: TastemakersService,
    private readonly applications: ApplicationsService,
  ) {}

  @Endpoint(ROUTES.listTastemakers)
  async directory(@Who() viewer: Viewer, @Input() { query }: Parsed<typeof ROUTES.listTastemakers>) {
    const { tastemakers, meta } = await this.tastemakers.directory(viewer, query);
    return new Answer(tastemakers, meta);
  }

  @Endpoint(ROUTES.getTastemaker)
  async get(@Who() viewer: Viewer, @Input() { params }: Parsed<typeof ROUTES.getTastemaker>) {
    return new Answer(await this.tastemakers.get(viewer, params.id));
  }

  @Endpoint(ROUTES.getTastemakerByUsername)
  async byUsername(
    @Who() viewer: Viewer,
    @Input() { params }: Parsed<typeof ROUTES.getTastemakerByUsername>,
  ) {
    return new Answer(await this.tastemakers.getByUsername(viewer, params.username));
  }

  @Endpoint(ROUTES.applyAsTastemaker)
  async apply(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.applyAsTastemaker>) {
    return new Answer(await this.applications.apply(actor, body));
  }

  @Endpoint(ROUTES.listOwnApplications)
  async own(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.listOwnApplications>) {
    const { applications, meta } = await this.applications.own(actor, query);
    return new Answer(applications, meta);
  }

  @Endpoint(ROUTES.listApplications)
  async list(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.listApplications>) {
    const { applications, meta } = await this.applications.list(actor, query);
    return new Answer(applications, meta);
  }

  @Endpoint(ROUTES.decideApplication)
  async decide(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.decideApplication>) {
    return new Answer(await this.applications.decide(actor, params.id, body));
  }
}
