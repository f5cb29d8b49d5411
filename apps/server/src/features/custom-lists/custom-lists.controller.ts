import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer, Done } from '../../platform/http/answer.js';
import { Endpoint, IfMatch, Input, Self, Who } from '../../platform/http/endpoint.js';
import { UNDO_HEADER } from '../../platform/undo/undo.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { CustomListsService } from './custom-lists.service.js';
import { ListItemsService } from './list-items.service.js';

@Controller()
export class CustomListsController {
  constructor(
    private readonly lists: CustomListsService,
    private readonly items: ListItemsService,
  ) {}

  @Endpoint(ROUTES.createList)
  async create(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.createList>) {
    const list = await this.lists.create(actor, body);
    return new Answer(list, undefined, { version: list.version });
  }

  @Endpoint(ROUTES.getList)
  async open(@Who() viewer: Viewer, @Input() { params, query }: Parsed<typeof ROUTES.getList>) {
    const { list, meta } = await this.lists.open(viewer, params.id, query);
    return new Answer(list, meta, params.id.kind === 'custom' ? { version: list.version } : {});
  }

  @Endpoint(ROUTES.updateList)
  async update(
    @Self() actor: Actor,
    @Input() { params, body }: Parsed<typeof ROUTES.updateList>,
    @IfMatch() version: number | undefined,
  ) {
    const list = await this.lists.update(actor, params.id, body, version);
    return new Answer(list, undefined, { version: list.version });
  }

  @Endpoint(ROUTES.deleteList)
  async remove(
    @Self() actor: Actor,
    @Input() { params }: Parsed<typeof ROUTES.deleteList>,
    @IfMatch() version: number | undefined,
  ) {
    const { undoToken } = await this.lists.remove(actor, params.id, version);
    return new Done({ [UNDO_HEADER]: undoToken });
  }

  @Endpoint(ROUTES.addToCustomList)
  async add(
    @Self() actor: Actor,
    @Input() { params, body }: Parsed<typeof ROUTES.addToCustomList>,
    @IfMatch() version: number | undefined,
  ) {
    const list = await this.items.add(actor, params.id, body, version);
    return new Answer(list, undefined, { version: list.version });
  }

  @Endpoint(ROUTES.removeFromCustomList)
  async take(
    @Self() actor: Actor,
    @Input() { params }: Parsed<typeof ROUTES.removeFromCustomList>,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    await this.items.remove(actor, params.id, params.restaurantId, version);
  }

  @Endpoint(ROUTES.orderList)
  async order(
    @Self() actor: Actor,
    @Input() { params, body }: Parsed<typeof ROUTES.orderList>,
    @IfMatch() version: number | undefined,
  ) {
    const list = await this.items.order(actor, params.id, body.restaurantIds, version);
    return new Answer(list, undefined, { version: list.version });
  }

  @Endpoint(ROUTES.bookmarkList)
  async bookmark(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.bookmarkList>) {
    return new Answer(await this.items.setBookmark(actor, params.id, true));
  }

  @Endpoint(ROUTES.unbookmarkList)
  async unbookmark(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.unbookmarkList>) {
    return new Answer(await this.items.setBookmark(actor, params.id, false));
  }

  @Endpoint(ROUTES.setCollaborator)
  async collaborate(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.setCollaborator>) {
    return new Answer(await this.items.setCollaborator(actor, params.id, params.userId, body.role));
  }

  @Endpoint(ROUTES.removeCollaborator)
  async part(
    @Self() actor: Actor,
    @Input() { params }: Parsed<typeof ROUTES.removeCollaborator>,
  ): Promise<void> {
    await this.items.removeCollaborator(actor, params.id, params.userId);
  }

  @Endpoint(ROUTES.getListProgress)
  async progress(@Who() viewer: Viewer, @Input() { params, query }: Parsed<typeof ROUTES.getListProgress>) {
    return new Answer(await this.lists.progress(viewer, params.id, query.userId));
  }
}
