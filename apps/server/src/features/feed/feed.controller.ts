import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer, Done } from '../../platform/http/answer.js';
import { Endpoint, Input, Self, Who } from '../../platform/http/endpoint.js';
import { UNDO_HEADER } from '../../platform/undo/undo.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { ActivitiesService } from './activities.service.js';
import { FeedService } from './feed.service.js';

@Controller()
export class FeedController {
  constructor(
    private readonly feed: FeedService,
    private readonly activities: ActivitiesService,
  ) {}

  @Endpoint(ROUTES.getFeed)
  async page(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.getFeed>) {
    const { items, meta } = await this.feed.page(actor, query);
    return new Answer(items, meta);
  }

  @Endpoint(ROUTES.listActivityOf)
  async past(@Who() viewer: Viewer, @Input() { params, query }: Parsed<typeof ROUTES.listActivityOf>) {
    const { items, meta } = await this.feed.activityOf(viewer, params.id, query);
    return new Answer(items, meta);
  }

  @Endpoint(ROUTES.createActivity)
  async create(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.createActivity>) {
    return new Answer(await this.activities.create(actor, body));
  }

  @Endpoint(ROUTES.getActivity)
  async get(@Who() viewer: Viewer, @Input() { params }: Parsed<typeof ROUTES.getActivity>) {
    return new Answer(await this.activities.get(viewer, params.id));
  }

  @Endpoint(ROUTES.deleteActivity)
  async remove(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.deleteActivity>) {
    const { undoToken } = await this.activities.remove(actor, params.id);
    return new Done({ [UNDO_HEADER]: undoToken });
  }
}
