import { mayDo, type PostCard, type PostFull, type PostInput, type PostPatch } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import type { Config } from '../../platform/config.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { AppError, invalidField } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock, CONFIG } from '../../platform/platform.js';
import { htmlOfMarkdown } from '../../platform/text/markdown.js';
import { excerptOf, isOurs, sanitizePostHtml, textOf } from '../../platform/text/post-html.js';
import { Undo } from '../../platform/undo/undo.js';
import type { Actor } from '../../platform/viewer.js';
import { CustomListsService, findMissingRestaurants } from '../custom-lists/custom-lists.public.js';
import { moderatedPosts } from './moderated-posts.sql.js';
import {
  type Attachment,
  countForAuthor,
  findAttached,
  insertPost,
  type LockedPost,
  lockPost,
  lockWriter,
  removePost,
  replaceAttached,
  restorePost,
  setPublished,
  updatePost,
  type Writer,
} from './post-write.sql.js';
import { mergePost, newPost, onlyFeatures, type PostValues, type Rendered } from './posts.rules.js';
import { noSuchPost, PostsService } from './posts.service.js';

const MOST_DRAFTS = 100;
/** Posts that followers are told of in a day. */
const MOST_ANNOUNCED = 20;
/** Longest content once it is HTML. */
const LONGEST_HTML = 400_000;

/** What it takes to bring a post back. */
interface RemovedPost {
  readonly postId: number;
  /** ISO instant of the removal */
  readonly at: string;
  readonly isByStaff: boolean;
}

/** Posts as their authors write them. The post's row is locked first, the author's after it. */
@Injectable()
export class PostWritingService {
  constructor(
    private readonly database: Database,
    private readonly posts: PostsService,
    private readonly lists: CustomListsService,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly undo: Undo,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    undo.handle('post-removed', async (tx, actor, removed: RemovedPost) => ({
      kind: 'post-removed',
      post: await this.restore(tx, actor, removed),
    }));
  }

  async create(actor: Actor, input: PostInput): Promise<PostFull> {
    const rendered = this.render(input);
    return this.database.transaction(async (tx) => {
      const writer = await this.writer(tx, actor);
      if (writer.drafts >= MOST_DRAFTS)
        throw new AppError('CONFLICT', `You have ${MOST_DRAFTS} drafts: publish or delete one first.`);
      const base = newPost(input);
      this.check(actor, base, input);
      const values = mergePost(base, input, rendered);
      const id = await insertPost(tx, actor.id, values);
      await this.attach(tx, actor, id, input);
      if (input.publish) {
        this.checkContent(values.content);
        await this.publish(tx, writer, { id, userId: actor.id, wasAnnounced: false });
      }
      return this.posts.uncached(tx, actor, id);
    });
  }

  /** Authors change everything; administrators may feature a post of somebody else, and no more. */
  async update(actor: Actor, id: number, patch: PostPatch, version?: number): Promise<PostFull> {
    const rendered = this.render(patch);
    return this.database.transaction(async (tx) => {
      const before = await this.lock(tx, actor, id, version);
      if (before.userId !== actor.id) {
        if (!mayDo('feature', actor) || !onlyFeatures(patch)) throw notYours();
      }
      this.check(actor, before, patch);
      const values = mergePost(before, patch, rendered);
      await updatePost(tx, id, values);
      await this.attach(tx, actor, id, patch);
      if (values.isFeatured !== before.isFeatured)
        await this.audit.record(tx, actor, {
          act: 'post.feature',
          target: { type: 'post', id, authorId: before.userId },
          before: { isFeatured: before.isFeatured },
          after: { isFeatured: values.isFeatured },
        });
      await this.settle(tx, actor, before, patch.publish ?? before.isPublished, values.content);
      return this.posts.uncached(tx, actor, id);
    });
  }

  /** Authors take their own away; who moderates, those of others, which is logged and hides them for good. */
  async remove(actor: Actor, id: number, version?: number): Promise<{ undoToken: string }> {
    return this.database.transaction(async (tx) => {
      const post = await this.lock(tx, actor, id, version);
      const at = this.clock();
      const isByStaff = post.userId !== actor.id;
      if (isByStaff) {
        if (!mayDo('moderate', actor)) throw notYours();
        await moderatedPosts.remove(tx, id, at);
        await this.audit.record(tx, actor, {
          act: 'post.delete',
          target: { type: 'post', id, authorId: post.userId },
          before: { title: post.title, excerpt: post.excerpt },
        });
      } else {
        await removePost(tx, id, at);
        if (post.isPublished) await countForAuthor(tx, actor.id, -1);
      }
      await this.outbox.append(tx, 'post.removed', { userId: post.userId, postId: id });
      const removed: RemovedPost = { postId: id, at: at.toISOString(), isByStaff };
      return { undoToken: await this.undo.offer(tx, actor, 'post-removed', removed) };
    });
  }

  private async restore(tx: Tx, actor: Actor, { postId, at, isByStaff }: RemovedPost): Promise<PostCard> {
    const instant = new Date(at);
    if (isByStaff) {
      await moderatedPosts.restore(tx, postId, instant);
      await this.audit.record(tx, actor, { act: 'post.restore', target: { type: 'post', id: postId } });
    } else {
      const isPublished = await restorePost(tx, postId, actor.id, instant);
      if (isPublished === undefined) throw new AppError('CONFLICT', 'The post cannot come back any more.');
      if (isPublished) await countForAuthor(tx, actor.id, 1);
    }
    const card = await this.posts.card(tx, actor, postId);
    await this.outbox.append(tx, 'post.changed', { userId: card.author.id, postId });
    return card;
  }

  /** @throws AppError FORBIDDEN when somebody else than an administrator features a post */
  private check(actor: Actor, before: PostValues, { isFeatured, coverImage }: PostPatch): void {
    if ((isFeatured ?? before.isFeatured) !== before.isFeatured && !mayDo('feature', actor))
      throw new AppError('FORBIDDEN', 'Posts are featured by administrators.');
    // Images that nobody has uploaded have no address of ours.
    if (coverImage != null && !isOurs(coverImage, this.config.IMAGE_ORIGIN ?? null))
      throw new AppError('IMAGE_NOT_FOUND', 'There is no such image.', { imageId: coverImage });
  }

  /** Content as it is stored; undefined where none was sent. */
  private render({ content, contentFormat }: PostPatch): Rendered | undefined {
    if (content === undefined) return undefined;
    const html = contentFormat === 'markdown' ? htmlOfMarkdown(content) : content;
    const clean = sanitizePostHtml(html, this.config.IMAGE_ORIGIN ?? null);
    if (clean.length > LONGEST_HTML) throw invalidField('content', 'is too long once it is HTML', 'too_big');
    return { content: clean, excerpt: excerptOf(textOf(clean)) };
  }

  private async lock(tx: Tx, actor: Actor, id: number, version: number | undefined): Promise<LockedPost> {
    const post = await lockPost(tx, id, actor.id);
    if (!post) throw noSuchPost();
    if (version !== undefined && version !== post.version)
      throw new AppError('PRECONDITION_FAILED', 'The post was changed meanwhile: read it again.', {
        version: post.version,
      });
    return post;
  }

  private async writer(tx: Tx, actor: Actor): Promise<Writer> {
    const writer = await lockWriter(tx, actor.id);
    if (!writer) throw new AppError('UNAUTHORIZED', 'The account is gone.');
    return writer;
  }

  /** Publishes or takes back what a change asks for, and tells whoever keeps copies. */
  private async settle(
    tx: Tx,
    actor: Actor,
    post: LockedPost,
    isPublished: boolean,
    content: string,
  ): Promise<void> {
    if (!isPublished && !post.isPublished) return;
    if (isPublished) this.checkContent(content);
    if (isPublished && !post.isPublished) return this.publish(tx, await this.writer(tx, actor), post);
    if (!isPublished) await setPublished(tx, post, false);
    await this.outbox.append(tx, 'post.changed', { userId: post.userId, postId: post.id });
  }

  private async publish(
    tx: Tx,
    writer: Writer,
    post: Pick<LockedPost, 'id' | 'userId' | 'wasAnnounced'>,
  ): Promise<void> {
    if (!writer.isEmailVerified)
      throw new AppError('EMAIL_NOT_VERIFIED', 'Verify your e-mail address before you publish.');
    if (!post.wasAnnounced && writer.announcedLately >= MOST_ANNOUNCED)
      throw new AppError(
        'CONFLICT',
        `You have published ${MOST_ANNOUNCED} posts within a day: wait a little.`,
      );
    await setPublished(tx, post, true);
    await this.outbox.append(tx, 'post.published', {
      userId: post.userId,
      postId: post.id,
      isFirst: !post.wasAnnounced,
    });
  }

  private checkContent(content: string): void {
    if (content === '') throw invalidField('content', 'must not be empty where it is published');
  }

  /** Attaches what an input names: restaurants that are there, lists that are open to the author and public. */
  private async attach(
    tx: Tx,
    actor: Actor,
    id: number,
    { restaurantIds, listIds }: PostPatch,
  ): Promise<void> {
    if (restaurantIds)
      await this.replace(tx, 'restaurants', id, restaurantIds, async (ids) => {
        const missing = await findMissingRestaurants(tx, ids);
        if (missing.length > 0)
          throw new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.', {
            restaurantIds: missing,
          });
      });
    if (listIds)
      await this.replace(tx, 'lists', id, listIds, async (ids) => {
        const there = new Set((await this.lists.publicSummaries(actor, ids, tx)).map((list) => list.id));
        const missing = ids.map((listId) => `custom-${listId}`).filter((listId) => !there.has(listId));
        if (missing.length > 0)
          throw new AppError('LIST_NOT_FOUND', 'There is no such public list.', { listIds: missing });
      });
  }

  private async replace(
    tx: Tx,
    kind: Attachment,
    id: number,
    wanted: readonly number[],
    check: (added: readonly number[]) => Promise<void>,
  ): Promise<void> {
    const ids = [...new Set(wanted)];
    // What stood there already may stay, though it has gone since.
    const standing = new Set(await findAttached(tx, kind, id));
    await check(ids.filter((one) => !standing.has(one)));
    await replaceAttached(tx, kind, id, ids);
  }
}

const notYours = () => new AppError('FORBIDDEN', 'The post is not yours.');
