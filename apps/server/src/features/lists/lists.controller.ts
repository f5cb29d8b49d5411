import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer, Done } from '../../platform/http/answer.js';
import { Endpoint, IfMatch, Input, Self, Who } from '../../platform/http/endpoint.js';
import { UNDO_HEADER } from '../../platform/undo/undo.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { ListsService } from './lists.service.js';
import { RelationsService } from './relations.service.js';
import { VisitsService } from './visits.service.js';

@Controller()
export class ListsController {
  constructor(
    private readonly lists: ListsService,
    private readonly relations: RelationsService,
    private readonly visits: VisitsService,
  ) {}

  @Endpoint(ROUTES.addVisit)
  async addVisit(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.addVisit>) {
    return new Answer(await this.visits.add(actor, params.restaurantId, body));
  }

  @Endpoint(ROUTES.listVisits)
  async visitsOf(@Self() actor: Actor, @Input() { params, query }: Parsed<typeof ROUTES.listVisits>) {
    const { visits, meta } = await this.visits.page(actor, params.restaurantId, query);
    return new Answer(visits, meta);
  }

  @Endpoint(ROUTES.removeVisit)
  async removeVisit(
    @Self() actor: Actor,
    @Input() { params }: Parsed<typeof ROUTES.removeVisit>,
  ): Promise<void> {
    await this.visits.remove(actor, params.restaurantId, params.id);
  }

  @Endpoint(ROUTES.listLists)
  async all(@Who() viewer: Viewer, @Input() { params, query }: Parsed<typeof ROUTES.listLists>) {
    return new Answer(await this.lists.lists(viewer, params.id, query));
  }

  @Endpoint(ROUTES.countLists)
  async counts(@Who() viewer: Viewer, @Input() { params, query }: Parsed<typeof ROUTES.countLists>) {
    return new Answer(await this.lists.counts(viewer, params.id, query.category));
  }

  @Endpoint(ROUTES.getVirtualList)
  async virtualList(@Who() viewer: Viewer, @Input() { params, query }: Parsed<typeof ROUTES.getVirtualList>) {
    const { list, meta } = await this.lists.virtualList(viewer, params.id, params.scope, query);
    return new Answer(list, meta);
  }

  @Endpoint(ROUTES.addToList)
  async add(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.addToList>) {
    const { relation, added } = await this.relations.add(actor, params.id, params.scope, body);
    return new Answer(relation, added, { version: relation.version });
  }

  @Endpoint(ROUTES.updateListEntry)
  async update(
    @Self() actor: Actor,
    @Input() { params, body }: Parsed<typeof ROUTES.updateListEntry>,
    @IfMatch() version: number | undefined,
  ) {
    const { relation, undoToken } = await this.relations.update(
      actor,
      params.scope,
      params.restaurantId,
      body,
      version,
    );
    const headers = undoToken === null ? {} : { [UNDO_HEADER]: undoToken };
    return new Answer(relation, undefined, { version: relation.version, headers });
  }

  @Endpoint(ROUTES.removeFromList)
  async remove(
    @Self() actor: Actor,
    @Input() { params }: Parsed<typeof ROUTES.removeFromList>,
    @IfMatch() version: number | undefined,
  ) {
    const { undoToken } = await this.relations.remove(actor, params.restaurantId, params.scope, version);
    return new Done({ [UNDO_HEADER]: undoToken });
  }

  @Endpoint(ROUTES.removeRestaurant)
  async removeEverywhere(
    @Self() actor: Actor,
    @Input() { params, query }: Parsed<typeof ROUTES.removeRestaurant>,
  ) {
    const { undoToken } = await this.relations.remove(actor, params.restaurantId, query.scope);
    return new Done({ [UNDO_HEADER]: undoToken });
  }

  @Endpoint(ROUTES.listRelations)
  async relationsOf(@Who() viewer: Viewer, @Input() { params, query }: Parsed<typeof ROUTES.listRelations>) {
    const { relations, meta } = await this.lists.relations(viewer, params.id, query);
    return new Answer(relations, meta);
  }

  @Endpoint(ROUTES.getRelations)
  async ofRestaurant(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.getRelations>) {
    return new Answer(await this.relations.ofRestaurant(actor, params.restaurantId));
  }
}
