import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { Email, NewPassword, plainText, Username } from '@beli/contract';
import type { z } from 'zod';
import { insertAccount } from '../features/auth/auth.sql.js';
import { revokeAllSessions } from '../features/auth/sessions.sql.js';
import { Audit } from '../platform/audit/audit.js';
import { FieldCipher } from '../platform/crypto/field-cipher.js';
import { fixedKeys } from '../platform/crypto/keys.js';
import { Passwords } from '../platform/crypto/passwords.js';
import type { Database, Tx } from '../platform/database/database.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { REACTIONS } from '../reactions.js';
import { findByEmailHash, isUsernameTaken, makeAdmin, setPassword } from './accounts.sql.js';
import { withDatabase } from './database.js';
import { CliFailure } from './failure.js';
import { print } from './output.js';

interface Options {
  readonly email: string;
  readonly username: string;
  readonly name?: string;
  readonly password?: string;
}

export async function createAdmin(options: Options): Promise<void> {
  const email = check('--email', Email, options.email);
  const username = check('--username', Username, options.username);
  const name = check('--name', plainText(100, 1), options.name ?? username);
  const given =
    options.password === undefined ? undefined : check('--password', NewPassword, options.password);
  await withDatabase(async (database, config) => {
    const cipher = new FieldCipher(fixedKeys(config.loadKeyring()));
    const passwords = new Passwords(config.BCRYPT_COST);
    const emailHash = cipher.emailHash(email);
    const existing = await findByEmailHash(database.primary, emailHash);
    if (existing) {
      if (existing.isDeleted) throw new CliFailure(`The account of ${email} was deleted.`);
      const passwordHash = given && (await passwords.hash(given));
      await database.transaction(async (tx) => {
        await makeAdmin(tx, existing.id);
        if (existing.role !== 'admin') await recordAdmin(database, tx, existing.id, existing.role);
        if (passwordHash) await replacePassword(tx, existing.id, passwordHash);
      });
      print(
        existing.role === 'admin'
          ? `${existing.username} (id ${existing.id}) is an admin already.`
          : `${existing.username} (id ${existing.id}) is an admin from the next sign-in or token refresh on.`,
      );
      if (given) print('The password is the new one; every session has ended.');
      return;
    }
    if (await isUsernameTaken(database.primary, username))
      throw new CliFailure(`The username ${username} belongs to an account with another e-mail.`);
    const password = given ? { text: given, isMadeUp: false } : await askPassword();
    const passwordHash = await passwords.hash(password.text);
    const id = await database.transaction(async (tx) => {
      const newId = await insertAccount(tx, {
        username,
        displayName: name,
        emailEncrypted: cipher.encrypt('email', email),
        emailHash,
        passwordHash,
        timezone: 'UTC',
        role: 'admin',
      });
      await recordAdmin(database, tx, newId, null);
      await new Outbox(REACTIONS).append(tx, 'person.joined', { userId: newId });
      return newId;
    });
    print(`${username} (id ${id}) is an admin.`);
    if (password.isMadeUp) print(`Password, shown only now: ${password.text}`);
  });
}

const recordAdmin = (database: Database, tx: Tx, id: number, before: string | null): Promise<void> =>
  new Audit(database).record(tx, null, {
    act: 'user.create-admin',
    target: { type: 'user', id },
    before: before === null ? null : { role: before },
    after: { role: 'admin' },
  });

/** Sessions end as they do when their owner signs out everywhere: the worker tells the other processes. */
async function replacePassword(tx: Tx, userId: number, passwordHash: string): Promise<void> {
  await setPassword(tx, userId, passwordHash);
  const sessionIds = await revokeAllSessions(tx, userId);
  await new Outbox(REACTIONS).append(tx, 'sessions.ended', { userId, sessionIds });
}

function check<T extends z.ZodType>(option: string, schema: T, value: string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw new CliFailure(`${option}: ${parsed.error.issues[0]?.message ?? 'is not valid'}.`);
  return parsed.data;
}

interface Password {
  readonly text: string;
  readonly isMadeUp: boolean;
}

async function askPassword(): Promise<Password> {
  // 15 random bytes; the ending satisfies the rule of an upper-case letter and a digit.
  if (!process.stdin.isTTY) return { text: `${randomBytes(15).toString('base64url')}A1`, isMadeUp: true };
  const first = check('The password', NewPassword, await askHidden('Password: '));
  if ((await askHidden('Again: ')) !== first) throw new CliFailure('The two passwords differ.');
  return { text: first, isMadeUp: false };
}

function askHidden(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  return new Promise((resolve, reject) => {
    reader.once('SIGINT', () => {
      reader.close();
      reject(new CliFailure('\nInterrupted: nothing was changed.', 130));
    });
    reader.question('', (answer) => {
      reader.close();
      process.stderr.write('\n');
      resolve(answer);
    });
  });
}
