import type { BookmarkState, CursorMeta, Interactions, LikeState, UserCard } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Database, type Db } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { cutPage, decodeCursor } from '../../platform/http/pages.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { RelationsService } from '../lists/lists.public.js';
import { presentComment } from './comment-threads.js';
import {
  type ActivityFacts,
  findActivity,
  findInteractions,
  findLikers,
  setBookmark,
  setLike,
} from './interactions.sql.js';

const CURSOR = 'activity-likes';
/** of each kind, beside an activity */
const MOST_LISTED = 100;

export const COMMENT_PREFIX = 'comment-';
export const activityIdOf = (id: number) => `feed-${id}`;

/** @throws AppError ACTIVITY_NOT_FOUND where the viewer may not see it */
export async function activityFor(db: Db, viewer: Viewer, id: number): Promise<ActivityFacts> {
  const activity = await findActivity(db, id, viewer?.id ?? null, db.isTransaction);
  if (!activity) throw new AppError('ACTIVITY_NOT_FOUND', 'There is no such activity.');
  return activity;
}

/** Likes and bookmarks of activities. */
@Injectable()
export class InteractionsService {
  constructor(
    private readonly database: Database,
    private readonly relations: RelationsService,
    private readonly outbox: Outbox,
  ) {}

  /** Repeating changes nothing. */
  async setLike(actor: Actor, id: number, isLiked: boolean): Promise<LikeState> {
    return this.database.transaction(async (tx) => {
      const activity = await activityFor(tx, actor, id);
      const count = await setLike(tx, id, actor.id, isLiked);
      if (count !== undefined && isLiked)
        await this.outbox.append(tx, 'activity.liked', { userId: actor.id, activityId: id });
      return { activityId: activityIdOf(id), likes: count ?? activity.likes, isLiked };
    });
  }

  /** Repeating changes nothing. */
  async setBookmark(
    actor: Actor,
    id: number,
    isBookmarked: boolean,
    { addToWantToTry = false }: { addToWantToTry?: boolean } = {},
  ): Promise<BookmarkState> {
    return this.database.transaction(async (tx) => {
      const { restaurantId, bookmarks } = await activityFor(tx, actor, id);
      const count = await setBookmark(tx, id, actor.id, isBookmarked);
      if (addToWantToTry && restaurantId !== null) await this.relations.wantToTry(tx, actor, restaurantId);
      return { activityId: activityIdOf(id), bookmarks: count ?? bookmarks, isBookmarked };
    });
  }

  async likers(
    viewer: Viewer,
    id: number,
    query: { cursor?: string | undefined; limit: number },
  ): Promise<{ people: UserCard[]; meta: CursorMeta }> {
    const after = query.cursor === undefined ? undefined : decodeCursor(CURSOR, query.cursor);
    const db = this.database.current;
    await activityFor(db, viewer, id);
    const found = await findLikers(db, id, viewer?.id ?? null, { after, limit: query.limit + 1 });
    const { rows, meta } = cutPage(CURSOR, found, query.limit, ({ user, likedAt }) => ({
      id: user.id,
      t: likedAt,
    }));
    return { people: rows.map(({ user }) => user), meta };
  }

  /** What people did about activities that the viewer sees, by the activity's id; one statement for all. */
  async of(
    viewer: Viewer,
    activities: readonly { readonly id: number; readonly userId: number }[],
    db: Db = this.database.current,
  ): Promise<Map<number, Interactions>> {
    const owners = new Map(activities.map(({ id, userId }) => [id, userId]));
    const rows = await findInteractions(db, [...owners.keys()], viewer?.id ?? null, MOST_LISTED + 1);
    return new Map(
      rows.map(({ id, likes, bookmarks, comments }) => [
        id,
        {
          likes: likes.slice(0, MOST_LISTED),
          bookmarks: bookmarks.slice(0, MOST_LISTED),
          comments: comments.slice(0, MOST_LISTED).map((row) => ({
            ...presentComment(COMMENT_PREFIX, row, owners.get(id) ?? null, viewer),
            activityId: activityIdOf(id),
          })),
          truncated: [likes, bookmarks, comments].some(({ length }) => length > MOST_LISTED),
        },
      ]),
    );
  }
}
