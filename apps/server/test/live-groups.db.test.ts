import { type MatchSession, ROUTES, type ServerPayload } from '@beli/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Person, signUp } from './client.js';
import { ServerProcess } from './processes.js';
import { addRestaurant } from './restaurants.js';
import { TestServer } from './server.js';
import { Listener } from './sockets.js';
import { until } from './until.js';

/* A group that decides live: two apis and a worker, each a process of its own, and one api that dies meanwhile. */

let server: TestServer;
let apis: [ServerProcess, ServerProcess];
let worker: ServerProcess;
let places: [number, number, number];

beforeAll(async () => {
  server = await TestServer.start();
  apis = await Promise.all([ServerProcess.api(server), ServerProcess.api(server)]);
  worker = await ServerProcess.worker(server);
  const admin = await signUp(apis[0].url);
  await server.database.query(`update users set role = 'admin' where id = $1`, [admin.id]);
  const { data } = await new Person(apis[0].url).must(ROUTES.login, {
    body: { username: admin.signedIn?.user.username ?? '', password: 'Tagliatelle7' },
  });
  const ruling = new Person(apis[0].url, data);
  places = [await addRestaurant(ruling), await addRestaurant(ruling), await addRestaurant(ruling)];
});
afterAll(async () => {
  await Promise.all([...apis, worker].map((process) => process.stop()));
  await server.stop();
});

/** A phone: it shows a session, follows the messages about it, and reads it again after every connection. */
class Phone {
  private listener: Listener | undefined;
  /** what it shows */
  shown: MatchSession | undefined;

  constructor(
    private person: Person,
    private readonly sid: string,
  ) {}

  get id(): number {
    return this.person.id;
  }

  get room(): string {
    return `group:${this.sid}`;
  }

  async connect(url: string): Promise<void> {
    this.person = this.person.at(url);
    this.listener = await Listener.connect(url, this.person.token);
    expect(await this.listener.ask('join_room', { room: this.room })).toEqual({ ok: true });
    // First the room, then the state: what happens in between is in one of the two.
    this.shown = (await this.person.must(ROUTES.getGroupSession, { params: { sid: this.sid } })).data;
  }

  async vote(restaurantId: number, vote: 'yes' | 'no'): Promise<void> {
    const answer = await this.listener?.ask('group:vote', { sessionId: this.sid, restaurantId, vote });
    expect(answer).toMatchObject({ ok: true, data: { restaurantId, vote } });
  }

  heard<N extends 'group:vote' | 'group:status' | 'group:matched' | 'group:ended'>(
    name: N,
  ): ServerPayload<N>[] {
    return this.listener?.all(name) ?? [];
  }

  get consensus(): number | null {
    return this.heard('group:matched')[0]?.restaurantId ?? this.shown?.consensusRestaurantId ?? null;
  }

  /** How the votes on a place stand, by what it read and by what it has heard since then. */
  votesOn(restaurantId: number) {
    const heard = this.heard('group:vote').filter((one) => one.restaurantId === restaurantId);
    const newest = heard.sort((a, b) => b.version - a.version)[0];
    return newest && newest.version > (this.shown?.version ?? 0)
      ? newest.totalVotes
      : this.shown?.votes[restaurantId];
  }

  isCutOff(): boolean {
    return this.listener?.socket.disconnected ?? true;
  }

  close(): void {
    this.listener?.close();
  }
}

/** Six people who want to try the places, and their open session. */
async function openSession(): Promise<{ people: Person[]; sid: string }> {
  const people = await Promise.all(
    Array.from({ length: 6 }, (_, index) => signUp(apis[index % 2]?.url ?? '')),
  );
  await Promise.all(
    people.flatMap((person) =>
      places.map((restaurantId) =>
        person.must(ROUTES.addToList, {
          params: { id: 'me', scope: 'want_to_try' },
          body: { restaurantId, createActivity: false },
        }),
      ),
    ),
  );
  const [creator, ...guests] = people;
  if (!creator) throw new Error('nobody signed up');
  const body = { participantIds: guests.map(({ id }) => id) };
  const { data } = await creator.must(ROUTES.matchGroup, { body });
  expect(data.matches.map(({ restaurant }) => restaurant.id)).toEqual(places);
  return { people, sid: data.sessionId ?? '' };
}

it('six phones agree although an api dies meanwhile: its people go on at the other one, or at it started again', async () => {
  const [one, two] = apis;
  const { people, sid } = await openSession();
  const phones = people.map((person) => new Phone(person, sid));
  await Promise.all(phones.map((phone, index) => phone.connect(index % 2 === 0 ? one.url : two.url)));
  const staying = phones.filter((_, index) => index % 2 === 0);
  const cutOff = phones.filter((_, index) => index % 2 === 1);

  await Promise.all(phones.map((phone) => phone.vote(places[0], phone === cutOff[0] ? 'no' : 'yes')));
  for (const phone of phones)
    await until('the first round arrives', () => {
      const votes = phone.votesOn(places[0]);
      return votes?.no === 1 && votes.yes === 5;
    });

  // In the middle of the second round.
  const underWay = Promise.all(staying.map((phone) => phone.vote(places[1], 'yes')));
  await two.kill();
  await underWay;
  for (const phone of cutOff) await until('its socket is cut off', () => phone.isCutOff());
  await cutOff[0]?.connect(one.url);
  apis[1] = await ServerProcess.api(server);
  await Promise.all(cutOff.slice(1).map((phone) => phone.connect(apis[1].url)));
  for (const phone of phones)
    await until('it sees the three votes', () => phone.votesOn(places[1])?.yes === 3);
  for (const phone of phones) expect(phone.consensus).toBeNull();

  await Promise.all(cutOff.map((phone) => phone.vote(places[1], 'yes')));
  for (const phone of phones) await until('it hears that all agree', () => phone.consensus);
  expect(phones.map(({ consensus }) => consensus)).toEqual(phones.map(() => places[1]));

  await server.settled();
  for (const phone of phones) {
    await until('it sees every vote', () => phone.votesOn(places[1])?.yes === 6);
    expect(phone.heard('group:matched')).toMatchObject([{ sessionId: sid, restaurantId: places[1] }]);
  }
  for (const person of people) {
    const { data } = await person.at(one.url).must(ROUTES.getGroupSession, { params: { sid } });
    expect(data.consensusRestaurantId).toBe(places[1]);
    expect(data.participants.map(({ status }) => status)).toEqual(people.map(() => 'voting'));
  }
  for (const phone of phones) phone.close();

  // Those who were away are told as well.
  const told = await server.database.query<{ type: string; people: number }>(
    `select type, count(distinct recipient_id)::int as people from notifications
     where type like 'group\\_%' and recipient_id = any($1::bigint[]) group by type order by type`,
    [people.map(({ id }) => id)],
  );
  expect(told).toEqual([
    { type: 'group_invite', people: 5 },
    { type: 'group_matched', people: 6 },
  ]);
});

it('its room is for those who take part: others do not get in, and who leaves is out', async () => {
  const [one, two] = apis;
  const { people, sid } = await openSession();
  const [ana, ben, cem] = people.map((person) => person.at(one.url)) as [Person, Person, Person];
  const stranger = await signUp(one.url);
  const outside = await Listener.connect(one.url, stranger.token);
  const room = `group:${sid}`;
  expect(await outside.ask('join_room', { room })).toMatchObject({ ok: false, code: 'FORBIDDEN' });
  const vote = { sessionId: sid, restaurantId: places[0], vote: 'yes' } as const;
  expect(await outside.ask('group:vote', vote)).toMatchObject({ ok: false, code: 'SESSION_NOT_FOUND' });

  // Who has joined is in the room by connecting; who is only invited is not.
  const [inside, leaving, invited] = [
    await Listener.connect(two.url, ana.token),
    await Listener.connect(two.url, ben.token),
    await Listener.connect(two.url, cem.token),
  ];
  await ben.must(ROUTES.joinGroupSession, { params: { sid } });
  await leaving.next('group:status');
  await ben.must(ROUTES.leaveGroupSession, { params: { sid } });
  await until('the departure arrives', () =>
    leaving.all('group:status').some(({ userId, status }) => userId === ben.id && status === 'left'),
  );
  expect(await leaving.ask('join_room', { room })).toMatchObject({ ok: false, code: 'FORBIDDEN' });
  await ana.must(ROUTES.castVote, { params: { sid }, body: { restaurantId: places[0], vote: 'no' } });
  await inside.next('group:vote');
  await ana.must(ROUTES.selectMatch, { params: { sid }, body: { restaurantId: places[2] } });
  expect(await inside.next('group:changed')).toMatchObject([
    { sessionId: sid, selectedRestaurantId: places[2] },
  ]);
  expect(await inside.ask('group:vote', vote)).toMatchObject({ ok: false, code: 'SESSION_CLOSED' });
  await ana.must(ROUTES.endGroupSession, { params: { sid } });
  await inside.next('group:ended');
  // A message on the same stream after those that must not come.
  for (const person of [ben, cem])
    await stranger.must(ROUTES.followUser, { params: { id: String(person.id) } });
  for (const listener of [leaving, invited]) {
    await until('a message for the person arrives', () =>
      listener.all('notification:new').find(({ type }) => type === 'follow'),
    );
    for (const name of ['group:vote', 'group:changed', 'group:ended'] as const)
      expect(listener.all(name)).toEqual([]);
  }
  for (const listener of [outside, inside, leaving, invited]) listener.close();
});

it('who has left hears nothing more, and nobody of an end that was taken back, however late news are told', async () => {
  const { people, sid } = await openSession();
  const [ana, ben] = people as [Person, Person];
  const at = (person: Person) => Listener.connect(apis[0].url, person.token);
  const [anas, bens] = [await at(ana), await at(ben)];
  const params = { sid };
  const sessionId = sid.replace('session-', '');
  /** Once more, and late: a job that others have overtaken. */
  const tell = async (type: string, payload: object) => {
    await server.database.query(
      `insert into outbox (event_id, reaction, type, payload) values (gen_random_uuid(), 'announce', $1, $2)`,
      [type, { sessionId, ...payload }],
    );
    await server.settled();
  };
  const cast = (person: Person, restaurantId: number, vote: 'yes' | 'no') =>
    person.must(ROUTES.castVote, { params, body: { restaurantId, vote } });
  await cast(ben, places[0], 'no');
  await server.settled();
  await ben.must(ROUTES.leaveGroupSession, { params });
  await server.settled();
  await tell('group.voted', { userId: ben.id, restaurantId: places[0] });
  await tell('group.ended', { userIds: people.map(({ id }) => id) });
  await cast(ana, places[0], 'yes');
  await until('Ana hears it', () => anas.all('group:vote').some(({ userId }) => userId === ana.id));
  // An answer to him comes after what he was told before.
  await bens.ask('heartbeat', {});
  expect(bens.all('group:vote').map(({ userId }) => userId)).not.toContain(ana.id);
  expect([...anas.all('group:ended'), ...bens.all('group:ended')]).toEqual([]);
  anas.close();
  bens.close();
});
