import { ROUTES } from '@beli/contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { ServerProcess } from '../../../test/processes.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { Listener } from '../../../test/sockets.js';
import { until } from '../../../test/until.js';

const SILENCE_MS = 2_500;

let server: TestServer;
let apis: [RunningApi, RunningApi];
let ana: Person;
let ben: Person;
let cem: Person;
const opened: Listener[] = [];

beforeAll(async () => {
  server = await TestServer.start({ PRESENCE_SILENCE_MS: String(SILENCE_MS) });
  apis = [await server.api(), await server.api()];
  await server.worker();
});
afterAll(() => server.stop());

/** Ana and Ben follow each other; Cem follows both and is followed by nobody. */
beforeEach(async () => {
  [ana, ben, cem] = [
    await server.signUp(apis[0]),
    await server.signUp(apis[0]),
    await server.signUp(apis[0]),
  ];
  for (const [one, other] of [
    [ana, ben],
    [ben, ana],
    [cem, ana],
    [cem, ben],
  ] as const)
    await one.must(ROUTES.followUser, idOf(other));
  await server.settled();
});
afterEach(() => {
  for (const listener of opened.splice(0)) listener.close();
});

const idOf = (person: Person) => ({ params: { id: String(person.id) } });

/** Connects and says every now and then that it is there, as clients do. */
async function connect(person: Person, { at = apis[0].url, beats = true } = {}): Promise<Listener> {
  const listener = await Listener.connect(at, person.token);
  if (beats) {
    const timer = setInterval(() => listener.socket.emit('heartbeat', {}), SILENCE_MS / 8);
    listener.socket.on('disconnect', () => clearInterval(timer));
  }
  opened.push(listener);
  await listener.next('presence:list');
  return listener;
}

const heardOf = (listener: Listener, person: Person) =>
  listener.all('presence:update').flatMap(({ userId, online }) => (userId === person.id ? [online] : []));

const hears = (listener: Listener, person: Person, ...expected: boolean[]) =>
  until(`${expected} is heard`, () => heardOf(listener, person).length >= expected.length).then(() =>
    expect(heardOf(listener, person)).toEqual(expected),
  );

/** What a client shows: the latest list, and what came after it. */
function isSeen(listener: Listener, person: Person): boolean {
  let seen = false;
  for (const { name, payload } of listener.heard) {
    if (name === 'presence:list') seen = (payload as { online: number[] }).online.includes(person.id);
    const { userId, online } = payload as { userId?: number; online?: boolean };
    if (name === 'presence:update' && userId === person.id) seen = online === true;
  }
  return seen;
}

describe('coming and going', () => {
  it('is heard by those who follow each other, and by nobody else', async () => {
    const watching = await connect(ben, { at: apis[1].url });
    const stranger = await connect(cem);
    expect(watching.all('presence:list')).toEqual([{ online: [] }]);
    const seen = await connect(ana);
    await hears(watching, ana, true);
    expect(seen.all('presence:list')).toEqual([{ online: [ben.id] }]);
    seen.close();
    await hears(watching, ana, true, false);
    expect(stranger.all('presence:list')).toEqual([{ online: [] }]);
    expect(stranger.all('presence:update')).toEqual([]);
  });

  it('counts all connections on all processes, and heartbeats tell nobody anything', async () => {
    const watching = await connect(ben);
    const [phone, laptop] = [await connect(ana), await connect(ana, { at: apis[1].url })];
    phone.close();
    for (let n = 0; n < 5; n++) await laptop.ask('heartbeat', {});
    laptop.close();
    await hears(watching, ana, true, false);
  });

  it('a connection that is cut and comes back in time is not heard of; one that does not is, in time', async () => {
    const watching = await connect(ben);
    const first = await connect(ana);
    first.cut();
    const second = await connect(ana, { at: apis[1].url });
    await hears(watching, ana, true);
    const cutAt = performance.now();
    second.cut();
    await hears(watching, ana, true, false);
    expect(performance.now() - cutAt).toBeLessThan(SILENCE_MS + 2_000);
  });

  it('whoever goes on at another process, while the connection before is still open, has not left', async () => {
    const watching = await connect(ben);
    const before = await connect(ana);
    await hears(watching, ana, true);
    const gone = new Promise((resolve) => before.socket.once('disconnect', resolve));
    const auth = { token: ana.token, ...before.memory };
    const after = await Listener.connect(apis[1].url, ana.token, { auth });
    opened.push(after);
    await gone;
    await after.ask('heartbeat', {});
    after.close();
    await hears(watching, ana, true, false);
  });

  it('who is silent on an open connection is offline, and back with the next word, told who is there', async () => {
    const watching = await connect(ben);
    const silent = await connect(ana, { beats: false });
    await hears(watching, ana, true, false);
    await silent.ask('heartbeat', {});
    await hears(watching, ana, true, false, true);
    expect(await silent.next('presence:list', 2)).toEqual(Array(2).fill({ online: [ben.id] }));
  });

  it('a process that is killed leaves nobody online for longer than the silence', async () => {
    const doomed = await ServerProcess.api(server);
    const watching = await connect(ben);
    await connect(ana, { at: doomed.url });
    await hears(watching, ana, true);
    const killedAt = performance.now();
    await doomed.kill();
    await hears(watching, ana, true, false);
    expect(performance.now() - killedAt).toBeLessThan(SILENCE_MS + 2_000);
  });

  it('is right again after Redis has forgotten everything, also about who has left meanwhile', async () => {
    const watching = await connect(ben, { beats: false });
    const [stays, leaves] = [await connect(ana), await connect(cem)];
    await ben.must(ROUTES.followUser, idOf(cem));
    await until('both are seen', () => isSeen(watching, ana) && isSeen(watching, cem));
    await server.redis.command((client) => client.flushall());
    leaves.close();
    await stays.ask('heartbeat', {});
    await watching.ask('heartbeat', {});
    await until('one is seen', () => isSeen(watching, ana) && !isSeen(watching, cem));
    stays.close();
    await until('nobody is seen', () => !isSeen(watching, ana));
  });
});

describe('who may see it', () => {
  it('nobody, where a person does not show it; switching counts at once', async () => {
    const watching = await connect(ben);
    const hidden = await connect(ana);
    await hears(watching, ana, true);
    const show = (showPresence: boolean) =>
      ana.must(ROUTES.updateSettings, { body: { privacy: { showPresence } } });
    await show(false);
    await hears(watching, ana, true, false);
    hidden.close();
    const again = await connect(ana);
    expect((await connect(ben)).all('presence:list')).toEqual([{ online: [] }]);
    again.close();
    await connect(ana);
    await show(true);
    await hears(watching, ana, true, false, true);
  });

  it('is decided anew when they follow, unfollow, mute and block each other while connected', async () => {
    const watching = await connect(ben);
    const seen = await connect(ana);
    await hears(watching, ana, true);
    await ben.must(ROUTES.muteUser, idOf(ana));
    await hears(watching, ana, true, false);
    await ben.must(ROUTES.unmuteUser, idOf(ana));
    await hears(watching, ana, true, false, true);
    await ana.must(ROUTES.unfollowUser, idOf(ben));
    await hears(watching, ana, true, false, true, false);
    await hears(seen, ben, false);
    await ana.must(ROUTES.followUser, idOf(ben));
    await hears(watching, ana, true, false, true, false, true);
    await hears(seen, ben, false, true);
    await ana.must(ROUTES.blockUser, idOf(ben));
    await until('the block is heard', () => heardOf(watching, ana).at(-1) === false);
    await server.settled();
    const before = heardOf(watching, ana).length;
    seen.close();
    await (await connect(ana)).ask('heartbeat', {});
    const third = await connect(cem);
    await cem.must(ROUTES.unfollowUser, idOf(ben));
    await server.settled();
    expect(heardOf(watching, ana)).toHaveLength(before);
    expect(third.all('presence:list')).toEqual([{ online: [] }]);
  });

  it('a message about somebody whom one may not see says nothing about where they are', async () => {
    const watching = await connect(cem);
    for (const isThere of [true, false]) {
      const ended = watching.all('presence:update').length;
      const seen = isThere ? await connect(ana) : undefined;
      await cem.must(ROUTES.unfollowUser, idOf(ana));
      await until('the end is heard', () => watching.all('presence:update').length > ended);
      expect(watching.all('presence:update').at(-1)).toEqual({ userId: ana.id, online: false });
      await cem.must(ROUTES.followUser, idOf(ana));
      await server.settled();
      seen?.close();
    }
    expect(watching.all('presence:update').every(({ online }) => !online)).toBe(true);
  });

  it('somebody who is suspended goes offline for everybody', async () => {
    const watching = await connect(ben);
    await connect(ana);
    await hears(watching, ana, true);
    const admin = await server.promote(await server.signUp(apis[0]), 'admin', apis[0]);
    await admin.must(ROUTES.suspendAccount, {
      params: { id: String(ana.id) },
      body: { until: new Date(Date.now() + 86_400_000).toISOString(), reason: 'A test' },
    });
    await hears(watching, ana, true, false);
  });
});
