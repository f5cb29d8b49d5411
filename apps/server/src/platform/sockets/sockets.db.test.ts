import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { Listener } from '../../../test/sockets.js';
import { until } from '../../../test/until.js';
import { userRoom } from './sockets.js';

const GRACE_MS = 1_500;

let server: TestServer;
let apis: [RunningApi, RunningApi];

beforeAll(async () => {
  server = await TestServer.start({ SOCKET_GRACE_MS: String(GRACE_MS) });
  apis = [await server.api(), await server.api()];
  for (const { platform } of apis)
    platform.sockets.allowRoom(/^test:(\d+)$/, async (_actor, id) => id !== '13');
});
afterAll(() => server.stop());

const gone = (listener: Listener) =>
  new Promise<string>((resolve) => listener.socket.once('disconnect', resolve));

const another = async (person: Person): Promise<Person> => {
  const body = { username: person.signedIn?.user.username ?? '', password: 'Tagliatelle7' };
  return new Person(person.baseUrl, (await new Person(person.baseUrl).must(ROUTES.login, { body })).data);
};

/** A token of the person's session that ends in so many seconds. */
function shortLived(person: Person, seconds: number): string {
  const { tokens } = apis[0].platform;
  const { userId, email, role, sid, ver } = tokens.verify(person.token);
  const issuedAt = new Date(Date.now() - 900_000 + seconds * 1_000);
  return tokens.issue({ userId, email, role, sid, ver }, issuedAt);
}

it('rooms keep nobody who was put out while they were coming in', async () => {
  const ana = await server.signUp(apis[1]);
  const { sockets } = apis[1].platform;
  let mayEnter = true;
  sockets.allowRoom(/^closing:(\d+)$/, async () => {
    const isAdmitted = mayEnter;
    mayEnter = false;
    // Nobody is found in the room: Ana's socket is not there yet.
    sockets.leave([ana.id], 'closing:1');
    return isAdmitted;
  });
  const listener = await Listener.connect(apis[1].url, ana.token);
  expect(await listener.ask('join_room', { room: 'closing:1' })).toMatchObject({
    ok: false,
    code: 'FORBIDDEN',
  });
  for (const [n, room] of ['closing:1', userRoom(ana.id)].entries())
    sockets.send(room, 'notification:count', { unreadCount: n });
  expect(await listener.next('notification:count')).toEqual([{ unreadCount: 1 }]);
  listener.close();
});

describe('messages', () => {
  it('are answered by acknowledgement where one is asked for, else by the event error', async () => {
    const ana = await server.signUp(apis[0]);
    const listener = await Listener.connect(apis[0].url, ana.token);
    const refused = {
      code: 'FORBIDDEN',
      message: expect.any(String),
      requestId: expect.stringMatching(/^[\w-]{36}$/),
    };
    expect(await listener.ask('join_room', { room: 'test:13' })).toEqual({ ok: false, ...refused });
    listener.socket.emit('join_room', { room: 'test:13' });
    expect(await listener.next('error')).toEqual([refused]);
    for (const [name, ...sent] of [
      ['nonsense', {}],
      ['join_room'],
      ['join_room', null],
      ['__proto__', {}],
      ['constructor'],
    ])
      listener.socket.emit(name as string, ...sent);
    const errors = await listener.next('error', 6);
    expect(errors.slice(1).map(({ code }) => code)).toEqual(Array<string>(5).fill('VALIDATION_ERROR'));
    listener.close();
  });

  it('twenty at once are heard, more are refused; who goes on is cut off', async () => {
    const ana = await server.signUp(apis[0]);
    const listener = await Listener.connect(apis[0].url, ana.token);
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => listener.ask('join_room', { room: `user:${ana.id}` })),
    );
    const refused = answers.filter((answer) => !answer.ok && answer.code === 'RATE_LIMIT_EXCEEDED');
    expect(refused.length).toBeGreaterThanOrEqual(15);
    expect(answers.filter(({ ok }) => ok).length + refused.length).toBe(40);
    const end = gone(listener);
    for (let n = 0; n < 300; n++) listener.socket.emit('heartbeat', {});
    expect(await end).toBe('io server disconnect');
  });

  it('of more than a few words end the connection', async () => {
    const ana = await server.signUp(apis[0]);
    const listener = await Listener.connect(apis[0].url, ana.token);
    const end = gone(listener);
    listener.socket.emit('join_room', { room: 'x'.repeat(20_000) });
    expect(await end).toBe('transport close');
  });

  it('enter fifty rooms, and leave them for others', async () => {
    const ana = await server.signUp(apis[0]);
    const listener = await Listener.connect(apis[0].url, ana.token);
    /** Again after a while, where it was too soon for another message. */
    const patiently = async (name: 'join_room' | 'leave_room', room: string) => {
      for (;;) {
        const answer = await listener.ask(name, { room });
        if (answer.ok || !answer.message.startsWith('Too many messages')) return answer;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    for (let n = 100; n < 150; n++) expect(await patiently('join_room', `test:${n}`)).toEqual({ ok: true });
    expect(await patiently('join_room', 'test:150')).toMatchObject({ code: 'RATE_LIMIT_EXCEEDED' });
    expect(await patiently('leave_room', 'test:100')).toEqual({ ok: true });
    expect(await patiently('join_room', 'test:150')).toEqual({ ok: true });
    listener.close();
  });
});

describe('a token that expires on an open socket', () => {
  it('is announced, ends the socket after the grace, and lets nothing be entered meanwhile', async () => {
    const ana = await server.signUp(apis[0]);
    const listener = await Listener.connect(apis[0].url, shortLived(ana, 2));
    const end = gone(listener);
    const [told] = await listener.next('auth:expired');
    expect(told).toEqual({ graceSeconds: Math.round(GRACE_MS / 1_000) });
    const announcedAt = performance.now();
    expect(await listener.ask('join_room', { room: 'test:1' })).toMatchObject({ code: 'TOKEN_EXPIRED' });
    expect(await end).toBe('io server disconnect');
    expect(performance.now() - announcedAt).toBeGreaterThan(GRACE_MS - 300);
    await expect(Listener.connect(apis[0].url, shortLived(ana, -1))).rejects.toThrow('TOKEN_EXPIRED');
  });

  it('is replaced by another one of the same person, under which the socket goes on', async () => {
    const [ana, ben] = [await server.signUp(apis[0]), await server.signUp(apis[0])];
    const listener = await Listener.connect(apis[0].url, shortLived(ana, 1));
    await listener.next('auth:expired');
    for (const [token, code] of [
      ['nonsense', 'UNAUTHORIZED'],
      [shortLived(ana, -1), 'TOKEN_EXPIRED'],
      [ben.token, 'FORBIDDEN'],
    ] as const)
      expect(await listener.ask('auth:refresh', { token })).toMatchObject({ ok: false, code });
    const answer = await listener.ask('auth:refresh', { token: ana.token });
    expect(answer).toEqual({ ok: true, data: { expiresAt: expect.any(String) } });
    const end = gone(listener);
    const outcome = await Promise.race([
      end,
      new Promise((resolve) => setTimeout(resolve, GRACE_MS + 500, 'open')),
    ]);
    expect(outcome).toBe('open');
    expect(await listener.ask('join_room', { room: 'test:1' })).toEqual({ ok: true });
    listener.close();
  });

  it('is replaced by one of another session: from then on that one decides', async () => {
    const phone = await server.signUp(apis[0]);
    const laptop = await another(phone);
    const listener = await Listener.connect(apis[0].url, phone.token);
    expect(await listener.ask('auth:refresh', { token: laptop.token })).toMatchObject({ ok: true });
    const old = apis[0].platform.tokens.verify(phone.token).sid;
    await laptop.must(ROUTES.endSession, { params: { id: old } });
    apis[1].platform.sockets.send(userRoom(phone.id), 'notification:count', { unreadCount: 1 });
    await listener.next('notification:count');
    const end = gone(listener);
    await laptop.must(ROUTES.logout, {});
    expect(await end).toBe('io server disconnect');
  });

  it('is not replaced by one of an ended session or of a suspended person', async () => {
    const ana = await server.signUp(apis[0]);
    const laptop = await another(ana);
    const listener = await Listener.connect(apis[0].url, ana.token);
    await server.database.query('update sessions set revoked_at = now() where id = $1', [
      apis[0].platform.tokens.verify(laptop.token).sid,
    ]);
    expect(await listener.ask('auth:refresh', { token: laptop.token })).toMatchObject({
      code: 'UNAUTHORIZED',
    });
    await server.database.query(`update users set suspended_until = now() + interval '1 day' where id = $1`, [
      ana.id,
    ]);
    expect(await listener.ask('auth:refresh', { token: ana.token })).toMatchObject({
      code: 'ACCOUNT_SUSPENDED',
    });
    listener.close();
  });
});

describe('connections', () => {
  it('ten a person over all processes; one that ends makes room, one that died when its lease is over', async () => {
    const ana = await server.signUp(apis[0]);
    const open = (n: number) => Listener.connect(apis[n % 2]?.url ?? '', ana.token);
    const listeners = [];
    for (let n = 0; n < 10; n++) listeners.push(await open(n));
    for (const n of [0, 1]) await expect(open(n)).rejects.toThrow('RATE_LIMIT_EXCEEDED');
    listeners.pop()?.close();
    listeners.push(await until('a seat is free', () => open(0).catch(() => undefined)));
    // As if the processes of all had died a minute ago.
    await server.redis.command(async (client) => {
      const key = `{u:${ana.id}}:sockets`;
      for (const member of await client.zrange(key, 0, -1)) await client.zincrby(key, -60_000, member);
    });
    listeners.push(await open(1));
    for (const listener of listeners) listener.close();
  });

  it('are limited by address, that of the client behind proxies that are ours', async () => {
    const api = await server.api({ SOCKET_HANDSHAKES: '3', TRUST_PROXY_HOPS: '1' });
    const ana = await server.signUp(api);
    const from = (address: string) =>
      Listener.connect(api.url, ana.token, { extraHeaders: { 'x-forwarded-for': `1.2.3.4, ${address}` } });
    const listeners = [];
    for (let n = 0; n < 3; n++) listeners.push(await from('9.9.9.9'));
    await expect(from('9.9.9.9')).rejects.toThrow();
    listeners.push(await from('9.9.9.8'));
    for (const listener of listeners) listener.close();
  });

  it('are counted, and so is what is sent over them', async () => {
    const metrics = await apis[0].platform.readMetrics();
    for (const line of [
      /beli_websocket_handshakes_total\{outcome="connected"\} \d+/,
      /beli_websocket_handshakes_total\{outcome="RATE_LIMIT_EXCEEDED"\} 1/,
      /beli_websocket_messages_total\{direction="in",name="join_room",outcome="FORBIDDEN"\} 2/,
      /beli_websocket_messages_total\{direction="in",name="unknown",outcome="VALIDATION_ERROR"\} 3/,
      /beli_websocket_delivery_seconds_count [1-9]/,
    ])
      expect(metrics).toMatch(line);
  });
});
