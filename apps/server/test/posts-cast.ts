import { ROUTES, type Sent } from '@beli/contract';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { examine } from '../src/doctor/examination.js';
import { Person } from './client.js';
import { openDatabase } from './database.js';
import { type RunningApi, TestServer } from './server.js';

/* Who takes part in the tests of posts, and what they do in one line. */

export let server: TestServer;
export let api: RunningApi;
export let admin: Person;
export let moderator: Person;
/** a tastemaker */
export let ana: Person;
export let ben: Person;
export let nobody: Person;

/** Brings them on: an api with its worker, staff, and before each test a new tastemaker and reader. */
export function stage(): void {
  beforeAll(async () => {
    server = await TestServer.start({
      DATABASE_POOL_SIZE: '20',
      IMAGE_ORIGIN: 'https://images.example.com',
    });
    api = await server.api();
    await server.worker();
    admin = await server.promote(await server.signUp(api), 'admin', api);
    moderator = await server.promote(await server.signUp(api), 'moderator', api);
    nobody = new Person(api.url);
  });
  beforeEach(async () => {
    [ana, ben] = await Promise.all([newTastemaker(server, api), server.signUp(api)]);
  });
  afterAll(() => server.stop());
}

export const query = (text: string, values?: unknown[]) => server.database.query(text, values);
export const postsOfAna = async (viewer: Person) =>
  (await viewer.must(ROUTES.listPostsOf, { params: { id: String(ana.id) } })).data.map(({ id }) => id);
export const countOf = async (person: Person) =>
  (await query('select posts_count as count from users where id = $1', [person.id]))[0]?.count;

/** Names of counters of posts that say something else than the rows. */
export async function driftedCounters(): Promise<string[]> {
  const database = openDatabase(server.database.url, 2);
  const findings = await examine(database, false);
  await database.close();
  return findings.filter(({ count, name }) => count > 0 && /post/.test(name)).map(({ name }) => name);
}

/** A tastemaker with a proven address. */
export async function newTastemaker(server: TestServer, api: RunningApi): Promise<Person> {
  const person = await server.promote(await server.signUp(api), 'tastemaker', api);
  await server.database.query('update users set email_verified_at = now() where id = $1', [person.id]);
  return person;
}

type PostBody = Sent<typeof ROUTES.createPost>['body'];

/** A published post, unless the body says otherwise. Returns its id and what routes about it take. */
export async function write(author: Person, body: Partial<PostBody> = {}) {
  const { data } = await author.must(ROUTES.createPost, {
    body: { title: 'Bowls', content: '<p>Slurp.</p>', publish: true, ...body },
  });
  return { id: data.id, post: data, target: { params: { id: data.id } } };
}
