import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';

export type LinkKind = 'verify' | 'change' | 'reset';

export interface Link {
  readonly id: string;
  readonly userId: number;
  readonly kind: LinkKind;
  readonly emailHash: Buffer;
  readonly emailEncrypted: string;
}

/** @param hours how long it can be used */
export async function insertLink(tx: Tx, link: Link, hours: number): Promise<void> {
  await tx
    .insertInto('email_links')
    .values({
      id: link.id,
      user_id: link.userId,
      kind: link.kind,
      email_hash: link.emailHash,
      email_encrypted: link.emailEncrypted,
      expires_at: sql<Date>`now() + ${hours} * interval '1 hour'`,
    })
    .execute();
}

const LINK = [
  'id',
  'user_id as userId',
  'kind',
  'email_hash as emailHash',
  'email_encrypted as emailEncrypted',
] as const;

export const findLivingLink = (db: Db, id: string, kinds: readonly LinkKind[]): Promise<Link | undefined> =>
  db
    .selectFrom('email_links')
    .select(LINK)
    .where('id', '=', id)
    .where('kind', 'in', kinds)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .$narrowType<{ kind: LinkKind }>()
    .executeTakeFirst();

/** Uses a link up: of those who try at once, one gets the row. */
export const useLink = (tx: Tx, id: string, kinds: readonly LinkKind[]): Promise<Link | undefined> =>
  tx
    .updateTable('email_links')
    .set({ used_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where('kind', 'in', kinds)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .returning(LINK)
    .$narrowType<{ kind: LinkKind }>()
    .executeTakeFirst();

/** Makes the person's open links of these kinds useless. */
export async function withdrawLinks(tx: Tx, userId: number, kinds: readonly LinkKind[]): Promise<void> {
  await tx
    .updateTable('email_links')
    .set({ used_at: sql<Date>`now()` })
    .where('user_id', '=', userId)
    .where('kind', 'in', kinds)
    .where('used_at', 'is', null)
    .execute();
}
