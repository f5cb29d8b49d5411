import { ROUTES } from '@beli/contract';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Person } from './client.js';
import { addRestaurant } from './restaurants.js';
import { type RunningApi, TestServer } from './server.js';
import { Listener } from './sockets.js';

/* Who takes part in the tests of notifications, and what they do in one line. */

export let server: TestServer;
export let api: RunningApi;
export let worker: Awaited<ReturnType<TestServer['worker']>>;
export let admin: Person;
export let ana: Person;
export let ben: Person;
export let restaurantId: number;
/** a visit of Ana */
export let activityId: string;
const listeners: Listener[] = [];

export const idOf = (person: Person) => ({ params: { id: String(person.id) } });
export const on = (id: string) => ({ params: { id } });
export const crowd = (count: number) => Promise.all(Array.from({ length: count }, () => server.signUp(api)));
export const like = (person: Person, id = activityId) => person.must(ROUTES.likeActivity, on(id));
export const say = (person: Person, content: string) =>
  person.must(ROUTES.commentOnActivity, { ...on(activityId), body: { content } });
export const follow = (person: Person, target: Person) => person.must(ROUTES.followUser, idOf(target));

/** Everything that a person was told, once everything that happened has been told. */
export async function toldTo(person: Person, query: Record<string, string> = {}) {
  await server.settled();
  return (await person.must(ROUTES.listNotifications, { query: { limit: '100', ...query } as never })).data;
}
export const unreadOf = async (person: Person) =>
  (await person.must(ROUTES.countUnread, {})).data.unreadCount;

export async function visit(person: Person, body: object = {}): Promise<string> {
  restaurantId = await addRestaurant(admin);
  const { meta } = await person.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'been' },
    body: { restaurantId, rating: 8, ...body },
  });
  return meta.activityId ?? '';
}

export const numberOf = (id: string) => Number(id.replace('feed-', ''));

/** Owes the telling of something that nobody did. */
export const happened = (type: string, payload: object) =>
  server.database.query(
    `insert into outbox (event_id, reaction, type, payload) values (gen_random_uuid(), 'notify', $1, $2)`,
    [type, payload],
  );

export async function listen(person: Person): Promise<Listener> {
  const listener = await Listener.connect(api.url, person.token);
  listeners.push(listener);
  return listener;
}

/** Brings them on: an api with its worker, and before each test a new Ana with a visit and a new Ben. */
export function stage(): void {
  beforeAll(async () => {
    server = await TestServer.start({ DATABASE_POOL_SIZE: '10' });
    api = await server.api();
    worker = await server.worker();
    admin = await server.promote(await server.signUp(api), 'admin', api);
  });
  beforeEach(async () => {
    [ana, ben] = await Promise.all([server.signUp(api), server.signUp(api)]);
    activityId = await visit(ana);
  });
  afterEach(() => {
    for (const listener of listeners.splice(0)) listener.close();
  });
  afterAll(() => server.stop());
}
