import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import { Sockets } from '../../platform/sockets/sockets.js';
import { presentOf, statusOf, tallies, votedCount } from './consensus.rules.js';
import { findSession, type SessionState } from './session-state.sql.js';
import { sessionName } from './session-views.js';

export const groupRoom = (id: string) => `group:${sessionName(id)}`;

/**
 * What the sockets of a group hear. Messages say what is so when they are sent, with the version of the session:
 * jobs that overtake each other do no harm.
 */
@Injectable()
export class LiveGroups {
  constructor(
    private readonly sockets: Sockets,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async opened(tx: Tx, sessionId: string, userId: number): Promise<void> {
    this.seat(sessionId, await this.find(tx, sessionId), userId);
  }

  async moved(tx: Tx, sessionId: string, userId: number): Promise<void> {
    const session = await this.find(tx, sessionId);
    const isThere = this.seat(sessionId, session, userId);
    this.sendStatus(sessionId, session, userId);
    if (!isThere) this.sockets.leave([userId], groupRoom(sessionId));
  }

  async voted(tx: Tx, sessionId: string, userId: number, restaurantId: number): Promise<void> {
    const session = await this.find(tx, sessionId);
    if (!session) return;
    // Whoever votes has joined, and may have left again since.
    this.seat(sessionId, session, userId);
    const vote = session.votes.find(
      (one) => one.userId === userId && one.restaurantId === restaurantId,
    )?.vote;
    const totalVotes = tallies(session).get(restaurantId);
    if (vote !== undefined && totalVotes !== undefined)
      this.sockets.send(groupRoom(sessionId), 'group:vote', {
        sessionId: sessionName(sessionId),
        userId,
        restaurantId,
        vote,
        totalVotes,
        version: session.version,
      });
    this.sendStatus(sessionId, session, userId);
  }

  async matched(tx: Tx, sessionId: string, restaurantId: number): Promise<void> {
    const session = await this.find(tx, sessionId);
    if (!session) return;
    const { version } = session;
    const message = { sessionId: sessionName(sessionId), restaurantId, version };
    this.sockets.send(groupRoom(sessionId), 'group:matched', message);
  }

  async changed(tx: Tx, sessionId: string): Promise<void> {
    const session = await this.find(tx, sessionId);
    if (!session) return;
    // A session that was taken back has lost its sockets.
    const joined = session.participants.flatMap(({ id, standing }) => (standing === 'joined' ? id : []));
    this.sockets.enter(joined, groupRoom(sessionId));
    this.sockets.send(groupRoom(sessionId), 'group:changed', {
      sessionId: sessionName(sessionId),
      selectedRestaurantId: session.selectedId,
      version: session.version,
    });
  }

  async ended(tx: Tx, sessionId: string, userIds: readonly number[]): Promise<void> {
    // It was taken back meanwhile: nobody need hear of an end that is none.
    if (await this.find(tx, sessionId)) return;
    const room = groupRoom(sessionId);
    this.sockets.send(room, 'group:ended', { sessionId: sessionName(sessionId) });
    this.sockets.leave(userIds, room);
  }

  /** Puts the sockets of somebody who is there into the room; whether they are. */
  private seat(sessionId: string, session: SessionState | undefined, userId: number): boolean {
    const isThere = session !== undefined && presentOf(session).includes(userId);
    if (isThere) this.sockets.enter([userId], groupRoom(sessionId));
    return isThere;
  }

  private sendStatus(sessionId: string, session: SessionState | undefined, userId: number): void {
    const standing = session?.participants.find(({ id }) => id === userId)?.standing ?? 'left';
    const voted = session ? votedCount(session, userId) : 0;
    this.sockets.send(groupRoom(sessionId), 'group:status', {
      sessionId: sessionName(sessionId),
      userId,
      status: statusOf(standing, voted, session?.places.length ?? 0),
      votedCount: voted,
      version: session?.version ?? 0,
    });
  }

  private find(tx: Tx, sessionId: string): Promise<SessionState | undefined> {
    return findSession(tx, sessionId, null, this.clock());
  }
}
