import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer, Done } from '../../platform/http/answer.js';
import { Endpoint, Input, Self, Who } from '../../platform/http/endpoint.js';
import { UNDO_HEADER } from '../../platform/undo/undo.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { ReviewCommentsService } from './review-comments.service.js';
import { ReviewsService } from './reviews.service.js';

@Controller()
export class ReviewsController {
  constructor(
    private readonly reviews: ReviewsService,
    private readonly comments: ReviewCommentsService,
  ) {}

  @Endpoint(ROUTES.createReview)
  async create(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.createReview>) {
    return new Answer(await this.reviews.create(actor, params.id, body));
  }

  @Endpoint(ROUTES.listReviews)
  async ofRestaurant(@Who() viewer: Viewer, @Input() { params, query }: Parsed<typeof ROUTES.listReviews>) {
    const { reviews, meta } = await this.reviews.ofRestaurant(viewer, params.id, query);
    return new Answer(reviews, meta);
  }

  @Endpoint(ROUTES.listReviewsOf)
  async ofPerson(@Who() viewer: Viewer, @Input() { params, query }: Parsed<typeof ROUTES.listReviewsOf>) {
    const { reviews, meta } = await this.reviews.ofPerson(viewer, params.id, query);
    return new Answer(reviews, meta);
  }

  @Endpoint(ROUTES.getReview)
  async get(@Who() viewer: Viewer, @Input() { params }: Parsed<typeof ROUTES.getReview>) {
    return new Answer(await this.reviews.get(viewer, params.id));
  }

  @Endpoint(ROUTES.updateReview)
  async update(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.updateReview>) {
    return new Answer(await this.reviews.update(actor, params.id, body));
  }

  @Endpoint(ROUTES.deleteReview)
  async remove(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.deleteReview>) {
    const { undoToken } = await this.reviews.remove(actor, params.id);
    return new Done({ [UNDO_HEADER]: undoToken });
  }

  @Endpoint(ROUTES.markHelpful)
  async mark(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.markHelpful>) {
    return new Answer(await this.reviews.setHelpful(actor, params.id, true));
  }

  @Endpoint(ROUTES.unmarkHelpful)
  async unmark(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.unmarkHelpful>) {
    return new Answer(await this.reviews.setHelpful(actor, params.id, false));
  }

  @Endpoint(ROUTES.listReviewComments)
  async listComments(
    @Who() viewer: Viewer,
    @Input() { params, query }: Parsed<typeof ROUTES.listReviewComments>,
  ) {
    const { comments, meta } = await this.comments.list(viewer, params.id, query);
    return new Answer(comments, meta);
  }

  @Endpoint(ROUTES.commentOnReview)
  async comment(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.commentOnReview>) {
    return new Answer(await this.comments.add(actor, params.id, body.content));
  }

  @Endpoint(ROUTES.deleteReviewComment)
  async removeComment(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.deleteReviewComment>) {
    const { undoToken } = await this.comments.remove(actor, params.id, params.commentId);
    return new Done({ [UNDO_HEADER]: undoToken });
  }
}
