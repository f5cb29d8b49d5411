import { randomUUID } from 'node:crypto';
import type { CastVote, MatchInput, MatchSession, VoteInput } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import { Undo } from '../../platform/undo/undo.js';
import type { Actor } from '../../platform/viewer.js';
import { RestaurantsService } from '../restaurants/restaurants.public.js';
import { decryptHome } from '../users/users.public.js';
import { findGroupPeople, type GroupPerson } from './candidates.sql.js';
import {
  afterMove,
  afterVote,
  type CountedVote,
  consensusOf,
  presentOf,
  type Standing,
  tallies,
} from './consensus.rules.js';
import type { Decision } from './match.rules.js';
import { MatchFinder, type MatchQuestion } from './match-finder.js';
import { moveMatches } from './merged-places.sql.js';
import { lockSession, type SessionState } from './session-state.sql.js';
import { SessionViews, sessionName } from './session-views.js';
import {
  endSessions,
  findSessionsLeft,
  haveBlocks,
  holdParticipants,
  holdPeople,
  insertSession,
  lockShared,
  lockSurplus,
  replacePlaces,
  type SessionChange,
  setStanding,
  takeUpSession,
  touchSession,
  upsertVote,
} from './sessions.sql.js';

const LIFE_MS = 24 * 3_600_000;
/** Open sessions that one person may have made: another one ends the oldest. */
const MOST_OPEN = 50;

export const noSession = () => new AppError('SESSION_NOT_FOUND', 'There is no such session.');
const closed = () => new AppError('SESSION_CLOSED', 'The group has decided already.');
const noMatch = () => new AppError('RESTAURANT_NOT_FOUND', 'This restaurant is not among the matches.');
const notCreator = () => new AppError('FORBIDDEN', 'Whoever opened the session decides that.');

/**
 * A group decides: every change holds the session's row, looks at who is there, and says what follows. How it looks is
 * put together after the commit: providers of tables may take their time for it.
 */
@Injectable()
export class GroupSessionsService {
  constructor(
    private readonly database: Database,
    private readonly finder: MatchFinder,
    private readonly views: SessionViews,
    private readonly restaurants: RestaurantsService,
    private readonly outbox: Outbox,
    private readonly undo: Undo,
    private readonly cipher: FieldCipher,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Opens a session on what was found for these people. */
  async open(
    actor: Actor,
    people: readonly GroupPerson[],
    input: MatchInput,
    question: MatchQuestion,
    decision: Decision,
  ): Promise<MatchSession> {
    const ids = people.map(({ id }) => id);
    const now = this.clock();
    const id = randomUUID();
    const session = await this.database.transaction(async (tx) => {
      await holdPeople(tx, ids);
      // Somebody may have gone, or blocked somebody, since the matches were looked for.
      if ((await findGroupPeople(tx, ids, actor.id)).length < ids.length)
        throw new AppError('USER_NOT_FOUND', 'There is no such person.');
      await this.end(tx, await lockSurplus(tx, actor.id, MOST_OPEN - 1, now));
      await insertSession(
        tx,
        {
          id,
          creatorId: actor.id,
          date: question.date,
          timeSlot: input.timeSlot,
          dietaryRestrictions: question.restrictions,
          category: question.category,
          centerEncrypted: question.center && this.cipher.encrypt('home', JSON.stringify(question.center)),
          maxResults: input.maxResults,
          isRelaxed: decision.isRelaxed,
          createdAt: now,
          expiresAt: new Date(now.getTime() + LIFE_MS),
        },
        ids,
      );
      await replacePlaces(tx, id, decision.matches.slice(0, input.maxResults));
      const invitedIds = ids.filter((one) => one !== actor.id);
      await this.outbox.append(tx, 'group.opened', { sessionId: id, userId: actor.id, invitedIds });
      return this.lock(tx, actor, id);
    });
    return this.views.present(actor, session);
  }

  /** The last vote of a person on a place counts. Repeating it changes nothing. */
  async vote(actor: Actor, id: string, { restaurantId: asked, vote }: VoteInput): Promise<CastVote> {
    return this.database.transaction(async (tx) => {
      const before = await this.lock(tx, actor, id);
      const restaurantId = await this.matchOf(tx, before, asked);
      if (before.selectedId !== null) throw closed();
      const cast = { userId: actor.id, restaurantId, vote };
      const after = afterVote(before, cast);
      let { consensusId } = before;
      if (!isCast(before, cast)) {
        await upsertVote(tx, id, actor.id, restaurantId, vote);
        await setStanding(tx, id, actor.id, 'joined');
        ({ consensusId } = await this.settle(tx, after));
        await this.outbox.append(tx, 'group.voted', { sessionId: id, userId: actor.id, restaurantId });
      }
      return {
        sessionId: sessionName(id),
        restaurantId,
        vote,
        totalVotes: tallies(after).get(restaurantId) ?? { yes: 0, no: 0, skip: 0 },
        consensus: consensusId,
      };
    });
  }

  async join(actor: Actor, id: string): Promise<MatchSession> {
    const joined = await this.database.transaction(async (tx) => {
      // Who is there must not have blocked the one who comes, nor do so meanwhile.
      await holdParticipants(tx, id);
      const session = await lockSession(tx, id, actor.id, this.clock());
      const standing = session?.participants.find((one) => one.id === actor.id)?.standing;
      if (!session || !standing) throw noSession();
      if (standing === 'joined') return session;
      if (await haveBlocks(tx, [...presentOf(session), actor.id])) throw noSession();
      if (session.selectedId !== null) throw closed();
      return this.move(tx, session, actor.id, 'joined');
    });
    return this.views.present(actor, joined);
  }

  /** Those who stay decide without the person; a session that everybody has left is over. */
  async leave(actor: Actor, id: string): Promise<MatchSession> {
    const left = await this.database.transaction(async (tx) =>
      this.move(tx, await this.lock(tx, actor, id), actor.id, 'left'),
    );
    return this.views.present(actor, left);
  }

  /** A person whose account is not there any more has left every session: nobody waits for them. */
  async takeOutIfGone(tx: Tx, userId: number): Promise<void> {
    for (const id of await findSessionsLeft(tx, userId, this.clock())) {
      const session = await lockSession(tx, id, null, this.clock());
      if (session) await this.move(tx, session, userId, 'left');
    }
  }

  async refresh(actor: Actor, id: string): Promise<MatchSession> {
    const refreshed = await this.database.transaction(async (tx) => {
      const session = await this.lock(tx, actor, id);
      if (session.selectedId !== null) throw closed();
      const decision = await this.decideAnew(tx, session);
      await replacePlaces(tx, id, decision.matches.slice(0, session.maxResults));
      const fresh = await this.lock(tx, actor, id);
      const settled = await this.settle(tx, fresh, { isRelaxed: decision.isRelaxed });
      await this.outbox.append(tx, 'group.changed', { sessionId: id });
      return settled;
    });
    return this.views.present(actor, refreshed);
  }

  /** @throws AppError SESSION_CLOSED where another place was decided on */
  async select(actor: Actor, id: string, asked: number): Promise<MatchSession> {
    const decided = await this.database.transaction(async (tx) => {
      const session = await this.lock(tx, actor, id);
      if (session.creatorId !== actor.id) throw notCreator();
      const restaurantId = await this.matchOf(tx, session, asked);
      if (session.selectedId !== null && session.selectedId !== restaurantId) throw closed();
      if (session.selectedId !== null) return session;
      const version = await touchSession(tx, id, { selectedId: restaurantId });
      await this.outbox.append(tx, 'group.changed', { sessionId: id });
      return { ...session, selectedId: restaurantId, version };
    });
    return this.views.present(actor, decided);
  }

  /** Returns the token that takes it back. */
  async remove(actor: Actor, id: string): Promise<string> {
    return this.database.transaction(async (tx) => {
      const session = await this.lock(tx, actor, id);
      if (session.creatorId !== actor.id) throw notCreator();
      await this.end(tx, [id]);
      return this.undo.offer(tx, actor, 'group-ended', { sessionId: id });
    });
  }

  /** Lets a session go on that its creator ended; not where two of it have blocked each other meanwhile. */
  async restore(tx: Tx, actor: Actor, id: string): Promise<{ kind: 'group-ended'; sessionId: string }> {
    await holdParticipants(tx, id);
    const isBack = await takeUpSession(tx, id, actor.id, this.clock());
    const session = isBack ? await lockSession(tx, id, actor.id, this.clock()) : undefined;
    if (!session || (await haveBlocks(tx, presentOf(session))))
      throw new AppError('UNDO_NOT_FOUND', 'The session is over.');
    await this.outbox.append(tx, 'group.changed', { sessionId: id });
    return { kind: 'group-ended', sessionId: sessionName(id) };
  }

  /** Two people who must not meet any more end every session that they share. The caller holds both accounts. */
  async endShared(tx: Tx, one: number, other: number): Promise<void> {
    await this.end(tx, await lockShared(tx, one, other));
  }

  /** Moves what sessions hold of a restaurant to the one that it became; some of them, how many. */
  async moveMatches(tx: Tx, from: number, into: number, limit: number): Promise<number> {
    const { count, openIds } = await moveMatches(tx, from, into, limit);
    for (const id of openIds) await this.outbox.append(tx, 'group.changed', { sessionId: id });
    return count;
  }

  /** @throws AppError SESSION_NOT_FOUND for whoever does not take part */
  private async lock(tx: Tx, actor: Actor, id: string): Promise<SessionState> {
    const session = await lockSession(tx, id, actor.id, this.clock());
    if (!session || !presentOf(session).includes(actor.id)) throw noSession();
    return session;
  }

  /** The place of the session that a client means: it may know it by the name of one that became it. */
  private async matchOf(tx: Tx, { places }: SessionState, asked: number): Promise<number> {
    const isMatch = (id: number) => places.some(({ restaurantId }) => restaurantId === id);
    if (isMatch(asked)) return asked;
    const answering = await this.restaurants.answering(asked, tx);
    if (!isMatch(answering)) throw noMatch();
    return answering;
  }

  private async decideAnew(tx: Tx, session: SessionState): Promise<Decision> {
    const { date, category, dietaryRestrictions: restrictions, centerEncrypted } = session;
    const present = presentOf(session);
    const joined = session.participants.filter(({ standing }) => standing === 'joined').map(({ id }) => id);
    // Whoever was invited and has closed their account to the creator since then is only waited for.
    const people = await findGroupPeople(tx, present, session.creatorId, joined);
    const center = decryptHome(centerEncrypted, this.cipher);
    return this.finder.find(people, { date, category, restrictions, center });
  }

  private async move(
    tx: Tx,
    session: SessionState,
    userId: number,
    standing: Standing,
  ): Promise<SessionState> {
    await setStanding(tx, session.id, userId, standing);
    const after = await this.settle(tx, afterMove(session, userId, standing));
    await this.outbox.append(tx, 'group.moved', { sessionId: session.id, userId });
    if (presentOf(after).length === 0) await this.end(tx, [session.id]);
    return after;
  }

  /** Notes a change, and that everybody agrees where they do for the first time. Returns how it stands then. */
  private async settle(tx: Tx, after: SessionState, change: SessionChange = {}): Promise<SessionState> {
    const isOpen = after.consensusId === null && after.selectedId === null;
    const found = isOpen ? consensusOf(after) : null;
    const version = await touchSession(tx, after.id, {
      ...change,
      ...(found !== null && { consensusId: found }),
    });
    if (found !== null)
      await this.outbox.append(tx, 'group.matched', { sessionId: after.id, restaurantId: found });
    return { ...after, ...change, consensusId: found ?? after.consensusId, version };
  }

  private async end(tx: Tx, ids: readonly string[]): Promise<void> {
    for (const ended of await endSessions(tx, ids)) await this.outbox.append(tx, 'group.ended', ended);
  }
}

const isCast = ({ votes, participants }: SessionState, cast: CountedVote): boolean =>
  participants.some(({ id, standing }) => id === cast.userId && standing === 'joined') &&
  votes.some(
    ({ userId, restaurantId, vote }) =>
      userId === cast.userId && restaurantId === cast.restaurantId && vote === cast.vote,
  );
