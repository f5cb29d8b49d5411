import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer, Done } from '../../platform/http/answer.js';
import { Endpoint, IfMatch, Input, Self, Who } from '../../platform/http/endpoint.js';
import { UNDO_HEADER } from '../../platform/undo/undo.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { CurationService } from './curation.service.js';
import { FeaturedListsService } from './featured-lists.service.js';

@Controller()
export class FeaturedListsController {
  constructor(
    private readonly lists: FeaturedListsService,
    private readonly curation: CurationService,
  ) {}

  @Endpoint(ROUTES.listFeatured)
  async list(@Who() viewer: Viewer, @Input() { query }: Parsed<typeof ROUTES.listFeatured>) {
    const { lists, meta } = await this.lists.list(viewer, query);
    return new Answer(lists, meta);
  }

  @Endpoint(ROUTES.getFeatured)
  async get(@Who() viewer: Viewer, @Input() { params, query }: Parsed<typeof ROUTES.getFeatured>) {
    const { list, meta } = await this.lists.get(viewer, params.id, query);
    return new Answer(list, meta);
  }

  @Endpoint(ROUTES.getFeaturedProgress)
  async progress(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.getFeaturedProgress>) {
    return new Answer(await this.lists.progress(actor, params.id));
  }

  @Endpoint(ROUTES.bookmarkFeatured)
  async bookmark(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.bookmarkFeatured>) {
    return new Answer(await this.lists.setBookmark(actor, params.id, true));
  }

  @Endpoint(ROUTES.unbookmarkFeatured)
  async unbookmark(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.unbookmarkFeatured>) {
    return new Answer(await this.lists.setBookmark(actor, params.id, false));
  }

  @Endpoint(ROUTES.createFeatured)
  async create(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.createFeatured>) {
    const list = await this.curation.create(actor, body);
    return new Answer(list, undefined, { version: list.version });
  }

  @Endpoint(ROUTES.orderFeatured)
  async order(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.orderFeatured>) {
    return new Answer(await this.curation.order(actor, body.ids));
  }

  @Endpoint(ROUTES.updateFeatured)
  async update(
    @Self() actor: Actor,
    @Input() { params, body }: Parsed<typeof ROUTES.updateFeatured>,
    @IfMatch() version: number | undefined,
  ) {
    const list = await this.curation.update(actor, params.id, body, version);
    return new Answer(list, undefined, { version: list.version });
  }

  @Endpoint(ROUTES.deleteFeatured)
  async remove(
    @Self() actor: Actor,
    @Input() { params }: Parsed<typeof ROUTES.deleteFeatured>,
    @IfMatch() version: number | undefined,
  ) {
    const { undoToken } = await this.curation.remove(actor, params.id, version);
    return new Done({ [UNDO_HEADER]: undoToken });
  }
}
