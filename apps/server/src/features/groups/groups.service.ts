import type {
  MatchInput,
  MatchSession,
  MatchSessionSummary,
  PageMeta,
  ParticipantStatus,
} from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { AppError, invalidField } from '../../platform/errors.js';
import { pageMeta } from '../../platform/http/pages.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import type { Actor } from '../../platform/viewer.js';
import { findGroupPeople, type GroupPerson } from './candidates.sql.js';
import { presentOf } from './consensus.rules.js';
import { dinnerDates } from './dinner-dates.rules.js';
import { type Decision } from './match.rules.js';
import { MatchFinder, type MatchQuestion } from './match-finder.js';
import { findSession } from './session-state.sql.js';
import { SessionViews } from './session-views.js';
import { GroupSessionsService, noSession } from './sessions.service.js';
import { findSessionPage } from './sessions.sql.js';

/** Asks where a group should eat, and looks at what it has decided so far. */
@Injectable()
export class GroupsService {
  constructor(
    private readonly database: Database,
    private readonly finder: MatchFinder,
    private readonly sessions: GroupSessionsService,
    private readonly views: SessionViews,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws AppError USER_NOT_FOUND where somebody is not there for the caller, or has blocked another one */
  async match(actor: Actor, input: MatchInput): Promise<MatchSession> {
    const ids = [...new Set([actor.id, ...input.participantIds])];
    const people = await findGroupPeople(this.database.current, ids, actor.id);
    if (people.length < ids.length) throw new AppError('USER_NOT_FOUND', 'There is no such person.');
    const question = this.questionOf(actor, people, input);
    const decision = await this.finder.find(people, question);
    return input.createSession
      ? this.sessions.open(actor, people, input, question, decision)
      : this.views.present(actor, this.unopened(actor, people, input, question, decision));
  }

  async get(actor: Actor, id: string): Promise<MatchSession> {
    const session = await findSession(this.database.current, id, actor.id, this.clock());
    if (!session || !presentOf(session).includes(actor.id)) throw noSession();
    return this.views.present(actor, session);
  }

  async list(
    actor: Actor,
    query: { page: number; pageSize: number; status?: ParticipantStatus | undefined },
  ): Promise<{ sessions: MatchSessionSummary[]; meta: PageMeta }> {
    const { rows, total } = await findSessionPage(this.database.current, actor.id, this.clock(), query);
    return { sessions: await this.views.summarize(actor, rows), meta: pageMeta(query, total) };
  }

  private questionOf(actor: Actor, people: readonly GroupPerson[], input: MatchInput): MatchQuestion {
    const timezone = people.find(({ id }) => id === actor.id)?.timezone ?? 'UTC';
    const { today, first, last } = dinnerDates(timezone, this.clock());
    const { date = today, category = null, dietaryRestrictions, center } = input;
    if (date < first) throw invalidField('date', 'must not be in the past');
    if (date > last) throw invalidField('date', 'must be within a year');
    return {
      date,
      category,
      restrictions: [...new Set(dietaryRestrictions)],
      center: center ? { latitude: center.lat, longitude: center.lng } : null,
    };
  }

  private unopened(
    actor: Actor,
    people: readonly GroupPerson[],
    { timeSlot, maxResults }: MatchInput,
    { date, category, restrictions }: MatchQuestion,
    decision: Decision,
  ) {
    return {
      id: null,
      creatorId: actor.id,
      date,
      timeSlot,
      category,
      dietaryRestrictions: [...restrictions],
      centerEncrypted: null,
      maxResults,
      isRelaxed: decision.isRelaxed,
      consensusId: null,
      selectedId: null,
      version: 1,
      createdAt: this.clock(),
      expiresAt: null,
      participants: people.map((one) => ({
        ...one,
        standing: one.id === actor.id ? ('joined' as const) : ('invited' as const),
        showsWishes: true,
      })),
      places: decision.matches.slice(0, maxResults),
      votes: [],
    };
  }
}
