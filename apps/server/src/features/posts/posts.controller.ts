import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer, Done } from '../../platform/http/answer.js';
import { Endpoint, From, IfMatch, Input, type Origin, Self, Who } from '../../platform/http/endpoint.js';
import { UNDO_HEADER } from '../../platform/undo/undo.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { PostCommentsService } from './post-comments.service.js';
import { PostMarksService } from './post-marks.service.js';
import { PostWritingService } from './post-writing.service.js';
import { PostsService } from './posts.service.js';

@Controller()
export class PostsController {
  constructor(
    private readonly posts: PostsService,
    private readonly writing: PostWritingService,
    private readonly marks: PostMarksService,
    private readonly comments: PostCommentsService,
  ) {}

  @Endpoint(ROUTES.listPosts)
  async list(@Who() viewer: Viewer, @Input() { query }: Parsed<typeof ROUTES.listPosts>) {
    const { posts, meta } = await this.posts.list(viewer, query);
    return new Answer(posts, meta);
  }

  @Endpoint(ROUTES.listPostsOf)
  async ofAuthor(@Who() viewer: Viewer, @Input() { params, query }: Parsed<typeof ROUTES.listPostsOf>) {
    const { posts, meta } = await this.posts.ofAuthor(viewer, params.id, query);
    return new Answer(posts, meta);
  }

  @Endpoint(ROUTES.getPost)
  async get(@Who() viewer: Viewer, @Input() { params, query }: Parsed<typeof ROUTES.getPost>) {
    const post = await this.posts.get(viewer, params.id, query.expand);
    return new Answer(post, undefined, { version: post.version });
  }

  @Endpoint(ROUTES.createPost)
  async create(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.createPost>) {
    const post = await this.writing.create(actor, body);
    return new Answer(post, undefined, { version: post.version });
  }

  @Endpoint(ROUTES.updatePost)
  async update(
    @Self() actor: Actor,
    @Input() { params, body }: Parsed<typeof ROUTES.updatePost>,
    @IfMatch() version: number | undefined,
  ) {
    const post = await this.writing.update(actor, params.id, body, version);
    return new Answer(post, undefined, { version: post.version });
  }

  @Endpoint(ROUTES.deletePost)
  async remove(
    @Self() actor: Actor,
    @Input() { params }: Parsed<typeof ROUTES.deletePost>,
    @IfMatch() version: number | undefined,
  ) {
    const { undoToken } = await this.writing.remove(actor, params.id, version);
    return new Done({ [UNDO_HEADER]: undoToken });
  }

  @Endpoint(ROUTES.likePost)
  async like(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.likePost>) {
    return new Answer(await this.marks.setLike(actor, params.id, true));
  }

  @Endpoint(ROUTES.unlikePost)
  async unlike(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.unlikePost>) {
    return new Answer(await this.marks.setLike(actor, params.id, false));
  }

  @Endpoint(ROUTES.bookmarkPost)
  async bookmark(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.bookmarkPost>) {
    return new Answer(await this.marks.setBookmark(actor, params.id, true));
  }

  @Endpoint(ROUTES.unbookmarkPost)
  async unbookmark(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.unbookmarkPost>) {
    return new Answer(await this.marks.setBookmark(actor, params.id, false));
  }

  @Endpoint(ROUTES.viewPost)
  async view(
    @Who() viewer: Viewer,
    @From() { address }: Origin,
    @Input() { params }: Parsed<typeof ROUTES.viewPost>,
  ) {
    return new Answer(await this.marks.view(viewer, address, params.id));
  }

  @Endpoint(ROUTES.listPostComments)
  async listComments(
    @Who() viewer: Viewer,
    @Input() { params, query }: Parsed<typeof ROUTES.listPostComments>,
  ) {
    const { comments, meta } = await this.comments.list(viewer, params.id, query);
    return new Answer(comments, meta);
  }

  @Endpoint(ROUTES.commentOnPost)
  async comment(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.commentOnPost>) {
    return new Answer(await this.comments.add(actor, params.id, body.content));
  }

  @Endpoint(ROUTES.deletePostComment)
  async removeComment(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.deletePostComment>) {
    const { undoToken } = await this.comments.remove(actor, params.id, params.commentId);
    return new Done({ [UNDO_HEADER]: undoToken });
  }
}
