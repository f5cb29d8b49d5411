import type { FeedItem } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Database, type Db, type Tx } from '../../platform/database/database.js';
import { cutPage, decodeCursor } from '../../platform/http/pages.js';
import { Sockets } from '../../platform/sockets/sockets.js';
import type { Actor } from '../../platform/viewer.js';
import { InteractionsService } from '../interactions/interactions.public.js';
import { RestaurantsService } from '../restaurants/restaurants.public.js';
import { UsersService } from '../users/users.public.js';
import {
  type ActivityRow,
  findAnnounced,
  findFeedPage,
  findFolloweeIds,
  followsAnybody,
  hears,
  lockSeats,
} from './feed.sql.js';

const CURSOR = 'feed';

/** Where the open sockets of everybody who follows a person are: one message tells them all. */
export const audienceRoom = (authorId: number) => `audience:${authorId}`;

interface FeedQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly includeSelf: boolean;
  readonly expand: readonly 'interactions'[];
}

@Injectable()
export class FeedService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly restaurants: RestaurantsService,
    private readonly interactions: InteractionsService,
    private readonly sockets: Sockets,
  ) {}

  async page(actor: Actor, query: FeedQuery) {
    const after = query.cursor === undefined ? undefined : decodeCursor(CURSOR, query.cursor);
    const db = this.database.replica;
    const found = await findFeedPage(db, actor.id, {
      after,
      limit: query.limit + 1,
      includeSelf: query.includeSelf,
    });
    const { rows, meta } = cutPage(CURSOR, found, query.limit, ({ id, createdAt }) => ({ id, t: createdAt }));
    const [items, isFollowing] = await Promise.all([
      this.hydrate(actor, rows, query.expand.includes('interactions'), db),
      rows.length > 0 || after !== undefined ? true : followsAnybody(db, actor.id),
    ]);
    return { items, meta: { ...meta, suggestDiscover: !isFollowing } };
  }

  /** Tells the open sockets of an author's followers, however many there are, in one message. */
  async announce(tx: Tx, activityId: number): Promise<void> {
    const activity = await findAnnounced(tx, activityId);
    if (!activity) return;
    const { id, type, user, restaurant } = activity;
    this.sockets.send(audienceRoom(user.id), 'feed:update', {
      activityId: `feed-${id}`,
      type,
      user,
      restaurant,
    });
  }

  /** Puts the follower's open sockets where follow and mute stand now: jobs may come in any order. */
  async seatFollower(tx: Tx, followerId: number, followeeId: number): Promise<void> {
    const room = audienceRoom(followeeId);
    await lockSeats(tx, followerId);
    if (await hears(tx, followerId, followeeId)) this.sockets.enter(followerId, room);
    else this.sockets.leave(followerId, room);
  }

  /** The rooms of everybody whom a person follows and has not muted. */
  async audiencesOf(actor: Actor): Promise<string[]> {
    return (await findFolloweeIds(this.database.primary, actor.id)).map(audienceRoom);
  }

  private async hydrate(
    actor: Actor,
    rows: readonly ActivityRow[],
    withInteractions: boolean,
    db: Db,
  ): Promise<FeedItem[]> {
    const people = rows.flatMap((row) => [
      row.userId,
      ...(row.targetUserId === null ? [] : [row.targetUserId]),
      ...row.companionIds,
    ]);
    const places = rows.flatMap(({ restaurantId }) => (restaurantId === null ? [] : [restaurantId]));
    const [users, restaurants, interactions] = await Promise.all([
      this.users.cards(actor, people, db),
      this.restaurants.cards(actor, places, null, db),
      withInteractions ? this.interactions.of(actor, rows, db) : undefined,
    ]);
    return rows.flatMap(
      ({ userId, restaurantId, targetUserId, companionIds, listId, id, createdAt, ...row }): FeedItem[] => {
        const user = users.get(userId);
        if (!user) return [];
        return [
          {
            ...row,
            id: `feed-${id}`,
            user,
            restaurant: (restaurantId !== null && restaurants.get(restaurantId)) || null,
            targetUser: (targetUserId !== null && users.get(targetUserId)) || null,
            listId: listId === null ? null : `custom-${listId}`,
            companions: companionIds.flatMap((companion) => users.get(companion) ?? []),
            createdAt: new Date(createdAt).toISOString(),
            ...(interactions && { interactions: interactions.get(id) }),
          },
        ];
      },
    );
  }
}
