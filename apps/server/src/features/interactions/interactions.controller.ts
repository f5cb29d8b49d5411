import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer, Done } from '../../platform/http/answer.js';
import { Endpoint, Input, Self, Who } from '../../platform/http/endpoint.js';
import { UNDO_HEADER } from '../../platform/undo/undo.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { ActivityCommentsService } from './activity-comments.service.js';
import { InteractionsService } from './interactions.service.js';

@Controller()
export class InteractionsController {
  constructor(
    private readonly interactions: InteractionsService,
    private readonly comments: ActivityCommentsService,
  ) {}

  @Endpoint(ROUTES.likeActivity)
  async like(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.likeActivity>) {
    return new Answer(await this.interactions.setLike(actor, params.id, true));
  }

  @Endpoint(ROUTES.unlikeActivity)
  async unlike(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.unlikeActivity>) {
    return new Answer(await this.interactions.setLike(actor, params.id, false));
  }

  @Endpoint(ROUTES.listActivityLikes)
  async likers(@Who() viewer: Viewer, @Input() { params, query }: Parsed<typeof ROUTES.listActivityLikes>) {
    const { people, meta } = await this.interactions.likers(viewer, params.id, query);
    return new Answer(people, meta);
  }

  @Endpoint(ROUTES.bookmarkActivity)
  async bookmark(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.bookmarkActivity>) {
    return new Answer(await this.interactions.setBookmark(actor, params.id, true, body));
  }

  @Endpoint(ROUTES.unbookmarkActivity)
  async unbookmark(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.unbookmarkActivity>) {
    return new Answer(await this.interactions.setBookmark(actor, params.id, false));
  }

  @Endpoint(ROUTES.listActivityComments)
  async listComments(
    @Who() viewer: Viewer,
    @Input() { params, query }: Parsed<typeof ROUTES.listActivityComments>,
  ) {
    const { comments, meta } = await this.comments.list(viewer, params.id, query);
    return new Answer(comments, meta);
  }

  @Endpoint(ROUTES.commentOnActivity)
  async comment(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.commentOnActivity>) {
    return new Answer(await this.comments.add(actor, params.id, body.content));
  }

  @Endpoint(ROUTES.deleteActivityComment)
  async removeComment(
    @Self() actor: Actor,
    @Input() { params }: Parsed<typeof ROUTES.deleteActivityComment>,
  ) {
    const { undoToken } = await this.comments.remove(actor, params.id, params.commentId);
    return new Done({ [UNDO_HEADER]: undoToken });
  }
}
