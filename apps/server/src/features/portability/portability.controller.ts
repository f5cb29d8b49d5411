import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, Input, Self, Who } from '../../platform/http/endpoint.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { ImportsService } from './imports.service.js';
import { ListFilesService } from './list-files.service.js';

@Controller()
export class PortabilityController {
  constructor(
    private readonly imports: ImportsService,
    private readonly files: ListFilesService,
  ) {}

  @Endpoint(ROUTES.exportOwnList)
  async exportOwn(@Self() actor: Actor, @Input() { params, query }: Parsed<typeof ROUTES.exportOwnList>) {
    return this.files.own(actor, params.scope, query.format);
  }

  @Endpoint(ROUTES.exportList)
  async exportList(@Who() viewer: Viewer, @Input() { params, query }: Parsed<typeof ROUTES.exportList>) {
    return this.files.list(viewer, params.id, query.format);
  }

  @Endpoint(ROUTES.createImport)
  async create(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.createImport>) {
    return new Answer(await this.imports.upload(actor, body));
  }

  @Endpoint(ROUTES.getImport)
  async get(@Self() actor: Actor, @Input() { params, query }: Parsed<typeof ROUTES.getImport>) {
    const { detail, meta } = await this.imports.get(actor, params.id, query);
    return new Answer(detail, meta);
  }

  @Endpoint(ROUTES.commitImport)
  async commit(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.commitImport>) {
    return new Answer(await this.imports.commit(actor, params.id, body));
  }

  @Endpoint(ROUTES.deleteImport)
  async remove(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.deleteImport>): Promise<void> {
    await this.imports.remove(actor, params.id);
  }
}
