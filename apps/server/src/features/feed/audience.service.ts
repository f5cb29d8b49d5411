import type { EventName, EventPayload } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Sockets } from '../../platform/sockets/sockets.js';
import type { Actor } from '../../platform/viewer.js';
import { findAnnounced, findFolloweeIds, findHearers, lockSeats } from './audience.sql.js';

/** Where the open sockets of everybody who follows a person are: one message tells them all. */
export const audienceRoom = (authorId: number) => `audience:${authorId}`;

interface Parting {
  readonly hearerId: number;
  readonly authorId: number;
}

/** What ends that somebody hears of somebody; blocks end follows. */
const PARTINGS: { readonly [N in EventName]?: (event: EventPayload<N>) => Parting } = {
  'follow.ended': ({ followerId, followeeId }) => ({ hearerId: followerId, authorId: followeeId }),
  'person.muted': ({ muterId, mutedId }) => ({ hearerId: muterId, authorId: mutedId }),
};

/** How many people are moved in one job. */
const SEATS_A_JOB = 1_000;

/** What open sockets hear of what people do. */
@Injectable()
export class AudienceService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly sockets: Sockets,
  ) {
    // However long the queue is: nobody hears more of somebody from the commit on. Only coming in waits for its job.
    outbox.onAppend((name, payload) => {
      const parting = PARTINGS[name]?.(payload as never);
      if (parting) database.afterCommit(() => this.unseat(parting));
    });
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

  /**
   * Puts the followers' open sockets where follow and mute stand now: jobs may come in any order. Of very many, this
   * job moves the first and promises another for the rest.
   */
  async seat(tx: Tx, followeeId: number, followerIds: readonly number[]): Promise<void> {
    const now = followerIds.slice(0, SEATS_A_JOB);
    const room = audienceRoom(followeeId);
    await lockSeats(tx, followeeId, now);
    const hearers = await findHearers(tx, followeeId, now);
    this.sockets.enter(
      now.filter((id) => hearers.has(id)),
      room,
    );
    this.sockets.leave(
      now.filter((id) => !hearers.has(id)),
      room,
    );
    const rest = followerIds.slice(SEATS_A_JOB);
    if (rest.length > 0) await this.outbox.append(tx, 'audience.moving', { followeeId, followerIds: rest });
  }

  private unseat({ hearerId, authorId }: Parting): void {
    this.sockets.leave([hearerId], audienceRoom(authorId));
  }

  /** The rooms of everybody whom a person follows and has not muted. */
  async audiencesOf(actor: Actor): Promise<string[]> {
    return (await findFolloweeIds(this.database.primary, actor.id)).map(audienceRoom);
  }
}
