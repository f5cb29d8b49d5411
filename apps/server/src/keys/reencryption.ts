import { ENCRYPTED_COLUMNS } from '../platform/crypto/encrypted-columns.js';
import type { FieldCipher } from '../platform/crypto/field-cipher.js';
import type { Database } from '../platform/database/database.js';
import { countByKey, countWaitingByKey, lockOldEnvelopes, replaceEnvelopes } from './reencryption.sql.js';

const BATCH = 500;
const START = '(0,0)';

/** Envelopes of every column by the id of their key. */
export async function countEnvelopes(database: Database): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const column of ENCRYPTED_COLUMNS) {
    for (const [id, count] of await countByKey(database.primary, column))
      counts.set(id, (counts.get(id) ?? 0) + count);
  }
  return counts;
}

/** Ids of the keys that a value or a waiting mail names. */
export async function findUsedKeys(database: Database): Promise<Set<string>> {
  const waiting = await countWaitingByKey(database.primary);
  return new Set([...(await countEnvelopes(database)).keys(), ...waiting.keys()]);
}

/** Goes once through everything that another key encrypted, in small transactions. Returns how much it was. */
export async function reencryptAll(
  database: Database,
  cipher: FieldCipher,
  onBatch: (count: number) => void,
): Promise<number> {
  let total = 0;
  for (const column of ENCRYPTED_COLUMNS) {
    for (let after = START; ; ) {
      const { count, last } = await database.transaction(async (tx) => {
        const old = await lockOldEnvelopes(tx, column, cipher.keyId, after, BATCH);
        const fresh = old.map(({ at, text }) => ({
          at,
          text: cipher.encrypt(column.field, cipher.decrypt(column.field, text)),
        }));
        if (fresh.length > 0) await replaceEnvelopes(tx, column, fresh);
        return { count: fresh.length, last: old.at(-1)?.at };
      });
      if (last === undefined) break;
      after = last;
      total += count;
      onBatch(count);
    }
  }
  return total;
}
