import { createHmac } from 'node:crypto';
import type { PostBookmarkState, PostLikeState, PostViews } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { Database } from '../../platform/database/database.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { findPublished, type PublishedPost } from './post-visibility.sql.js';
import { countView, type Mark, SET_MARK } from './post-write.sql.js';
import { noSuchPost } from './posts.service.js';
import { postIdOf } from './posts.view.js';

const HASH_BYTES = 16;

/** Likes, bookmarks and views of published posts. */
@Injectable()
export class PostMarksService {
  private readonly addressKey: Buffer;

  constructor(
    private readonly database: Database,
    cipher: FieldCipher,
  ) {
    this.addressKey = cipher.deriveKey('addresses of viewers');
  }

  async setLike(actor: Actor, id: number, isLiked: boolean): Promise<PostLikeState> {
    const likes = await this.set(actor, 'likes', id, isLiked);
    return { postId: postIdOf(id), likes, isLiked };
  }

  async setBookmark(actor: Actor, id: number, isBookmarked: boolean): Promise<PostBookmarkState> {
    const bookmarks = await this.set(actor, 'bookmarks', id, isBookmarked);
    return { postId: postIdOf(id), bookmarks, isBookmarked };
  }

  /** Counts a person once an hour, and an address where nobody is signed in; of the address only a keyed hash is kept. */
  async view(viewer: Viewer, address: string, id: number): Promise<PostViews> {
    const who = viewer ? { id: viewer.id } : { addressHash: this.hash(address) };
    return this.database.transaction(async (tx) => {
      const post = await findPublished(tx, id, viewer?.id ?? null);
      if (!post) throw noSuchPost();
      return { postId: postIdOf(id), views: (await countView(tx, id, who)) ?? post.views };
    });
  }

  /** The number from now on. Repeating changes nothing. */
  private async set(actor: Actor, kind: Mark, id: number, isSet: boolean): Promise<number> {
    return this.database.transaction(async (tx) => {
      const post: PublishedPost | undefined = await findPublished(tx, id, actor.id);
      if (!post) throw noSuchPost();
      return (await SET_MARK[kind](tx, id, actor.id, isSet)) ?? post[kind];
    });
  }

  private hash(address: string): Buffer {
    return createHmac('sha256', this.addressKey).update(address).digest().subarray(0, HASH_BYTES);
  }
}
