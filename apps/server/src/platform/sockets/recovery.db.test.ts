import { ROUTES, type ServerMessage, type ServerPayload } from '@beli/contract';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { ServerProcess } from '../../../test/processes.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { Listener } from '../../../test/sockets.js';
import { until } from '../../../test/until.js';
import { userRoom } from './sockets.js';

let server: TestServer;
let apis: [RunningApi, RunningApi];
/** a process that only sends */
let worker: Awaited<ReturnType<TestServer['worker']>>;

beforeAll(async () => {
  server = await TestServer.start();
  apis = [await server.api(), await server.api()];
  worker = await server.worker();
});
afterAll(() => server.stop());

const count = (n: number): ServerPayload<'notification:count'> => ({ unreadCount: n });
const countsOf = (listener: Listener) =>
  listener.all('notification:count').map(({ unreadCount }) => unreadCount);
const sendTo = (person: Person, n: number) =>
  worker.platform.sockets.send(userRoom(person.id), 'notification:count', count(n));

/** Somebody whose socket is open and knows its place. */
async function connected(api = apis[0]) {
  const person = await server.signUp(api);
  const listener = await Listener.connect(api.url, person.token, { reconnection: true });
  await listener.next('sync:position');
  return { person, listener };
}

/** Comes back at an api as the same client would whose connection was lost. */
async function comeBack(listener: Listener, url: string, token: string): Promise<Listener> {
  const auth = { token, ...listener.memory };
  return Listener.connect(url, token, { auth });
}

describe('a client that loses its transport', () => {
  it('misses nothing that other processes send meanwhile, in order, each once', async () => {
    const { person, listener } = await connected();
    sendTo(person, 1);
    await listener.next('notification:count');
    listener.cut();
    for (let n = 2; n <= 40; n++) sendTo(person, n);
    await listener.next('notification:count', 40);
    for (let n = 41; n <= 50; n++) sendTo(person, n);
    await listener.next('notification:count', 50);
    expect(countsOf(listener)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
    expect(listener.socket.recovered).toBe(true);
    expect(listener.all('sync:refetch')).toEqual([]);
    listener.close();
  });

  it('also where it had heard nothing at all before', async () => {
    const { person, listener } = await connected();
    listener.cut();
    sendTo(person, 1);
    await listener.next('notification:count');
    expect(listener.socket.recovered).toBe(true);
    listener.close();
  });

  it('goes on at another process, before the first has noticed, and hears everything once', async () => {
    const { person, listener } = await connected();
    for (let n = 1; n <= 5; n++) sendTo(person, n);
    await listener.next('notification:count', 5);
    // The old connection stays open: this is a phone in another network.
    const again = await comeBack(listener, apis[1].url, person.token);
    const gone = new Promise((resolve) => listener.socket.once('disconnect', resolve));
    expect(again.socket.recovered).toBe(false); // says the library, which does not know the client
    sendTo(person, 6);
    await again.next('notification:count');
    await gone;
    expect(countsOf(again)).toEqual([6]);
    expect(again.all('sync:refetch')).toEqual([]);
    again.close();
  });

  it('hears each message once while they pour in from everywhere', async () => {
    const { person, listener } = await connected();
    let sent = 0;
    const pour = setInterval(() => {
      sendTo(person, ++sent);
      apis[1].platform.sockets.send(userRoom(person.id), 'notification:count', count(++sent));
    }, 1);
    for (let round = 0; round < 5; round++) {
      await listener.next('notification:count', countsOf(listener).length + 20);
      const back = new Promise<void>((resolve) => listener.socket.once('connect', resolve));
      listener.cut();
      await back;
    }
    clearInterval(pour);
    await listener.next('notification:count', sent);
    expect(countsOf(listener).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: sent }, (_, n) => n + 1),
    );
    listener.close();
  });

  it('is in the rooms that it had entered, and in those of whom it follows now', async () => {
    const { person: ana, listener } = await connected();
    const [ben, cem] = [await server.signUp(apis[0]), await server.signUp(apis[0])];
    const follow = (who: Person) => ({ params: { id: String(who.id) } });
    await ana.must(ROUTES.followUser, follow(ben));
    await server.settled();
    await listener.ask('join_room', { room: `user:${ana.id}` });
    listener.cut();
    await ana.must(ROUTES.unfollowUser, follow(ben));
    await ana.must(ROUTES.followUser, follow(cem));
    await server.settled();
    await until('it is back', () => listener.socket.connected);
    const update = (userId: number): ServerPayload<'feed:update'> => ({
      activityId: `feed-${userId}`,
      type: 'visit',
      user: { id: userId, username: 'x', displayName: 'x', avatar: null },
      restaurant: null,
    });
    for (const { id } of [ben, cem])
      worker.platform.sockets.send(`audience:${id}`, 'feed:update', update(id));
    sendTo(ana, 1);
    await listener.next('notification:count');
    expect(listener.all('feed:update')).toEqual([update(cem.id)]);
    listener.close();
  });
});

describe('a client that cannot go on', () => {
  const comesBackWith = async (memory: object, person: Person): Promise<Listener> =>
    Listener.connect(apis[1].url, person.token, { auth: { token: person.token, ...memory } });

  it('is told to fetch again: unknown, forgotten, too long away', async () => {
    const { person, listener } = await connected();
    const { pid, offset } = listener.memory;
    listener.cut();
    for (const memory of [
      { pid: 'nobody', offset },
      { pid, offset: '5-0' },
      { pid, offset: 'nonsense' },
      { pid },
      { pid: 'x'.repeat(5_000), offset },
    ]) {
      const again = await comesBackWith(memory, person);
      await again.next('sync:refetch');
      sendTo(person, 7);
      expect(await again.next('notification:count')).toEqual([count(7)]);
      again.close();
    }
    listener.close();
  });

  it('is told nothing of the sort when it connects for the first time', async () => {
    const { person, listener } = await connected();
    sendTo(person, 1);
    await listener.next('notification:count');
    expect(listener.all('sync:refetch')).toEqual([]);
    listener.close();
  });

  it('gets nothing of what was missed by somebody else whose secret it knows', async () => {
    const { person, listener } = await connected();
    listener.cut();
    listener.close();
    sendTo(person, 13);
    const thief = await server.signUp(apis[0]);
    const again = await comesBackWith(listener.memory, thief);
    await again.next('sync:refetch');
    sendTo(thief, 1);
    await again.next('notification:count');
    expect(countsOf(again)).toEqual([1]);
    again.close();
  });

  it('stays out, without a word of what it missed, when its session has ended or it is suspended', async () => {
    for (const end of ['logout', 'suspension'] as const) {
      const { person, listener } = await connected();
      const { memory } = listener;
      listener.close();
      if (end === 'logout') await person.must(ROUTES.logout, {});
      else
        await server.database.query(
          `update users set suspended_until = now() + interval '1 day' where id = $1`,
          [person.id],
        );
      sendTo(person, 13);
      const socket = io(apis[1].url, {
        path: '/ws',
        transports: ['websocket'],
        reconnection: false,
        auth: { token: person.token, ...memory },
      });
      const packets: string[] = [];
      socket.io.on('packet', ({ data }: { data?: unknown }) => void packets.push(JSON.stringify(data)));
      const refused = await new Promise<Error>((resolve) => socket.once('connect_error', resolve));
      expect(refused.message).toBe('UNAUTHORIZED');
      expect(packets.join()).not.toContain('notification');
      socket.disconnect();
    }
  });
});

describe('an api process', () => {
  /** Somebody is connected to a process that ends, and comes to another as the library would bring them there. */
  async function outlive(process: ServerProcess, end: 'stop' | 'kill', refuge: string): Promise<string> {
    const person = await server.signUp(apis[0]);
    const listener = await Listener.connect(process.url, person.token);
    await listener.next('sync:position');
    sendTo(person, 1);
    await listener.next('notification:count');
    const gone = new Promise<string>((resolve) => listener.socket.once('disconnect', resolve));
    await process[end]();
    const reason = await gone;
    sendTo(person, 2);
    const again = await comeBack(listener, refuge, person.token);
    sendTo(person, 3);
    await again.next('notification:count', 2);
    expect(countsOf(again)).toEqual([2, 3]);
    expect(again.all('sync:refetch')).toEqual([]);
    again.close();
    return reason;
  }

  // After this reason, and not after a goodbye, the library connects again by itself.
  it('that is told to end, or killed, loses nothing of what was sent to its clients: they go on at another', async () => {
    const [first, second] = await Promise.all([ServerProcess.api(server), ServerProcess.api(server)]);
    try {
      expect(await outlive(first, 'stop', second.url)).toBe('transport close');
      expect(await outlive(second, 'kill', apis[0].url)).toBe('transport close');
    } finally {
      await Promise.all([first.stop(), second.stop()]);
    }
  });
});

describe('when Redis', () => {
  it('dies and comes back empty, everybody stays connected and is told to fetch again', async () => {
    const lonely = await TestServer.start();
    try {
      const [api, sender] = [await lonely.api(), await lonely.worker()];
      const ana = await lonely.signUp(api);
      const listener = await Listener.connect(api.url, ana.token);
      await listener.next('sync:position');
      await lonely.redis.kill();
      // Also without it people come in.
      const late = await Listener.connect(api.url, ana.token);
      await lonely.redis.up();
      for (const one of [listener, late]) {
        const [told] = await one.next('sync:refetch');
        expect(told?.withinSeconds).toBeGreaterThan(0);
      }
      sender.platform.sockets.send(userRoom(ana.id), 'notification:count', count(1));
      for (const one of [listener, late]) await one.next('notification:count' satisfies ServerMessage);
      for (const one of [listener, late]) one.close();
    } finally {
      await lonely.stop();
    }
  });
});
