import type { AuditAct, AuditEntry, AuditTarget, CursorMeta } from '@beli/contract';
import type { Database, Tx } from '../database/database.js';
import { cutPage, decodeCursor } from '../http/pages.js';
import { currentContext } from '../http/request-context.js';
import { withoutSecrets } from './audit.rules.js';
import { type AuditFilter, type AuditRow, findAuditPage, insertAuditRows } from './audit.sql.js';

/** One privileged act. */
export interface Act {
  readonly act: AuditAct;
  readonly target:
    | { readonly type: 'user'; readonly id: number }
    | {
        readonly type: Exclude<AuditTarget, 'user'>;
        readonly id: number | string;
        /** the person behind it, where there is one */
        readonly authorId?: number | null;
      };
  /** facts as they were; secrets and addresses are left out */
  readonly before?: object | null;
  readonly after?: object | null;
}

const CURSOR = 'audit-log';

/** The log of privileged acts. The database refuses to change what stands in it. */
export class Audit {
  constructor(private readonly database: Database) {}

  /**
   * Records acts in the transaction that does them: neither is there without the other.
   * @param actor null for the system and the command line
   */
  async record(tx: Tx, actor: { readonly id: number } | null, ...acts: readonly Act[]): Promise<void> {
    const requestId = currentContext()?.requestId ?? null;
    await insertAuditRows(
      tx,
      acts.map(
        ({ act, target, before, after }): AuditRow => ({
          actorId: actor?.id ?? null,
          act,
          targetType: target.type,
          targetId: target.type === 'user' ? null : String(target.id),
          subjectId: target.type === 'user' ? target.id : (target.authorId ?? null),
          before: withoutSecrets(before ?? null),
          after: withoutSecrets(after ?? null),
          requestId,
        }),
      ),
    );
  }

  async page(
    query: AuditFilter & { cursor?: string | undefined; limit: number },
  ): Promise<{ entries: AuditEntry[]; meta: CursorMeta }> {
    const after = query.cursor === undefined ? undefined : decodeCursor(CURSOR, query.cursor);
    const found = await findAuditPage(this.database.primary, query, { after, limit: query.limit + 1 });
    const { rows, meta } = cutPage(CURSOR, found, query.limit, ({ id, at }) => ({ id, t: at }));
    return {
      entries: rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() }) as AuditEntry),
      meta,
    };
  }
}
