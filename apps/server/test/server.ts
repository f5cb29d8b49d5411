import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ROUTES, Sent } from '@beli/contract';
import type { INestApplicationContext } from '@nestjs/common';
import { createApi, createWorkerContext, finishRequests } from '../src/application.js';
import { type Config, loadConfig } from '../src/platform/config.js';
import type { Mail } from '../src/platform/mail/mailer.js';
import { type Clock, createPlatform, type Platform } from '../src/platform/platform.js';
import { REACTIONS } from '../src/reactions.js';
import { type RunningWorker, startWorker } from '../src/worker.js';
import { Person, signUp } from './client.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { createKeyring } from './keyring.js';
import { TestRedis } from './redis.js';
import { until } from './until.js';

export interface RunningApi {
  readonly url: string;
  readonly platform: Platform;
  stop(): Promise<void>;
}

type Environment = Record<string, string>;

/** PostgreSQL and Redis of one test file, with apis and workers on them that run in this process. */
export class TestServer {
  private readonly running: { stop(): Promise<void> }[] = [];
  readonly keyring = createKeyring();
  private readonly mailFile = join(tmpdir(), `beli-test-mails-${randomUUID()}.jsonl`);

  private constructor(
    readonly database: TestDatabase,
    readonly redis: TestRedis,
    private readonly environment: Environment,
  ) {}

  static async start(environment: Environment = {}, { durableRedis = false } = {}): Promise<TestServer> {
    const [database, redis] = await Promise.all([
      createTestDatabase(),
      TestRedis.start({ durable: durableRedis }),
    ]);
    return new TestServer(database, redis, environment);
  }

  /** The environment of a process on these services. */
  get variables(): Environment {
    return {
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: this.database.url,
      REDIS_URL: this.redis.url,
      KEYRING: JSON.stringify(this.keyring),
      LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
      BCRYPT_COST: '4',
      MAIL_FILE: this.mailFile,
      RATE_LIMIT_ANONYMOUS: '0',
      RATE_LIMIT_USER: '0',
      RATE_LIMIT_TASTEMAKER: '0',
      RATE_LIMIT_TOKEN: '0',
      AUTH_GUARD_ATTEMPTS: '0',
      SOCKET_HANDSHAKES: '0',
      DATABASE_POOL_SIZE: '5',
      ...this.environment,
    };
  }

  config(overrides: Environment = {}): Config {
    return loadConfig({ ...this.variables, ...overrides });
  }

  async api(overrides: Environment = {}, clock?: Clock): Promise<RunningApi> {
    const platform = createPlatform('api', this.config(overrides), REACTIONS, clock);
    const app = await createApi(platform);
    await app.listen(0, '127.0.0.1');
    const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
    const api = {
      url: `http://127.0.0.1:${port}`,
      platform,
      async stop() {
        await platform.sockets.close();
        await finishRequests(app);
        await platform.close();
      },
    };
    this.running.push(api);
    return api;
  }

  async worker(
    overrides: Environment = {},
    clock?: Clock,
  ): Promise<RunningWorker & { platform: Platform; context: INestApplicationContext }> {
    const platform = createPlatform('worker', this.config(overrides), REACTIONS, clock);
    const context = await createWorkerContext(platform);
    const worker = { ...(await startWorker(platform, context)), platform, context };
    this.running.push(worker);
    return worker;
  }

  /** Waits until every reaction to everything committed has happened. */
  async settled(): Promise<void> {
    await until('the outbox is empty', async () => {
      const [row] = await this.database.query<{ pending: number }>(
        'select count(*)::int as pending from outbox where dead_at is null',
      );
      return row?.pending === 0;
    });
  }

  /** Every mail that was sent to an address, in order. */
  async mailsTo(address: string): Promise<Mail[]> {
    const text = await readFile(this.mailFile, 'utf8').catch(() => '');
    const mails = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Mail]));
    return mails.filter(({ to }) => to === address);
  }

  /** The token of the link in the latest mail to an address with these words in its subject. */
  tokenMailedTo(address: string, subject: string): Promise<string> {
    return until(`"${subject}" is sent to ${address}`, async () => {
      const mail = (await this.mailsTo(address)).findLast((one) => one.subject.includes(subject));
      return mail && /#token=(\S+)/.exec(mail.text)?.[1];
    });
  }

  signUp(api: RunningApi, overrides: Partial<Sent<typeof ROUTES.signup>['body']> = {}): Promise<Person> {
    return signUp(api.url, overrides);
  }

  /** Gives a role and signs in again, so that the token says so. */
  async promote(
    person: Person,
    role: 'tastemaker' | 'moderator' | 'admin',
    api: RunningApi,
  ): Promise<Person> {
    await this.database.query('update users set role = $2 where id = $1', [person.id, role]);
    const body = { username: person.signedIn?.user.username ?? '', password: 'Tagliatelle7' };
    const response = await new Person(api.url).send('POST', '/api/v1/auth/login', body);
    return new Person(api.url, ((await response.json()) as { data: never }).data);
  }

  async stop(): Promise<void> {
    for (const one of this.running.splice(0).reverse()) await one.stop();
    await rm(this.mailFile, { force: true });
    await this.redis.stop();
    await this.database.drop();
  }
}
