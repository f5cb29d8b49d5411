import type {
  ApplicationDecision,
  ApplicationForStaff,
  ApplicationInput,
  ApplicationStatus,
  CursorMeta,
  PageMeta,
  TastemakerApplication,
  UserCard,
} from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { cutPage, decodeCursor, pageMeta } from '../../platform/http/pages.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { Actor } from '../../platform/viewer.js';
import { AccountsService } from '../admin/admin.public.js';
import { UsersService } from '../users/users.public.js';
import {
  type ApplicationRow,
  decideApplication,
  findApplication,
  findApplications,
  findOwnApplications,
  insertApplication,
} from './applications.sql.js';

const CURSOR = 'tastemaker-applications';

/** Who wants to become a tastemaker. */
@Injectable()
export class ApplicationsService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly accounts: AccountsService,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
  ) {}

  async apply(actor: Actor, input: ApplicationInput): Promise<TastemakerApplication> {
    return this.database.transaction(async (tx) => {
      const row = await insertApplication(tx, actor.id, input);
      if (!row) throw new AppError('CONFLICT', 'You have applied already: wait for the decision.');
      return present(row);
    });
  }

  async own(
    actor: Actor,
    query: { page: number; pageSize: number },
  ): Promise<{ applications: TastemakerApplication[]; meta: PageMeta }> {
    const { rows, total } = await findOwnApplications(this.database.current, actor.id, query);
    return { applications: rows.map(present), meta: pageMeta(query, total) };
  }

  async list(
    actor: Actor,
    query: { status: ApplicationStatus; cursor?: string | undefined; limit: number },
  ): Promise<{ applications: ApplicationForStaff[]; meta: CursorMeta }> {
    const after = query.cursor === undefined ? undefined : decodeCursor(CURSOR, query.cursor);
    const db = this.database.current;
    const found = await findApplications(db, query.status, { after, limit: query.limit + 1 });
    const { rows, meta } = cutPage(CURSOR, found, query.limit, ({ id, createdAt }) => ({ id, t: createdAt }));
    const cards = await this.users.cards(
      actor,
      rows.map(({ userId }) => userId),
      db,
    );
    return { applications: rows.map((row) => presentForStaff(row, cards)), meta };
  }

  /** Accepting gives role, profile and badges in the same transaction; of many decisions one wins. */
  async decide(actor: Actor, id: number, verdict: ApplicationDecision): Promise<ApplicationForStaff> {
    return this.database.transaction(async (tx) => {
      const open = await findApplication(tx, id);
      if (!open) throw new AppError('APPLICATION_NOT_FOUND', 'There is no such application.');
      if (open.userId === actor.id)
        throw new AppError('FORBIDDEN', 'This is your own application: leave it to another admin.');
      const isAccepted = verdict.decision === 'accept';
      // The account first, as everybody locks it before what belongs to it.
      if (isAccepted && open.status === 'open')
        await this.accounts.appoint(tx, actor, open.userId, {
          tastemakerProfile: {
            specialty: open.specialty,
            tagline: open.tagline,
            socialLinks: open.socialLinks,
          },
          badges: verdict.badges ?? ['verified'],
        });
      const row = await decideApplication(tx, id, {
        status: isAccepted ? 'accepted' : 'dismissed',
        actorId: actor.id,
        note: verdict.note || null,
      });
      if (!row) throw new AppError('CONFLICT', 'It is decided already.');
      await this.audit.record(tx, actor, {
        act: 'application.decide',
        target: { type: 'application', id, authorId: row.userId },
        after: { decision: verdict.decision, specialty: row.specialty, note: verdict.note ?? null },
      });
      await this.outbox.append(tx, 'application.decided', {
        userId: row.userId,
        applicationId: id,
        isAccepted,
      });
      return presentForStaff(row, await this.users.cards(actor, [row.userId], tx));
    });
  }
}

function present({
  id,
  userId: _userId,
  createdAt,
  decidedAt,
  ...row
}: ApplicationRow): TastemakerApplication {
  return {
    ...row,
    id: `application-${id}`,
    createdAt: new Date(createdAt).toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
  };
}

const presentForStaff = (row: ApplicationRow, cards: ReadonlyMap<number, UserCard>): ApplicationForStaff => ({
  ...present(row),
  userId: row.userId,
  user: cards.get(row.userId) ?? null,
});
