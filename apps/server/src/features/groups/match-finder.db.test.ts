import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { until } from '../../../test/until.js';
import { AvailabilityService } from '../availability/availability.public.js';
import { findGroupPeople } from './candidates.sql.js';
import { GroupsService } from './groups.service.js';
import { MatchFinder } from './match-finder.js';

/* What happens to the people of a group while it is worked out where they should eat. */

let server: TestServer;
let api: RunningApi;
let ana: Person;
let ben: Person;

beforeAll(async () => {
  server = await TestServer.start({ DATABASE_POOL_SIZE: '8' });
  api = await server.api();
});
afterAll(() => server.stop());

beforeEach(async () => {
  const admin = await server.promote(await server.signUp(api), 'admin', api);
  const restaurantId = await addRestaurant(admin);
  [ana, ben] = [await server.signUp(api), await server.signUp(api)];
  for (const person of [ana, ben])
    await person.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'want_to_try' },
      body: { restaurantId },
    });
});

it('a diet that changes after the people were read is not answered for long as if it had not', async () => {
  const { database, cache, cipher } = api.platform;
  const finder = new MatchFinder(database, cache, cipher);
  const question = { date: '2030-05-05', category: null, restrictions: [], center: null };
  const read = () => findGroupPeople(database.primary, [ana.id, ben.id], ana.id);
  const pointsFor = async (people: Awaited<ReturnType<typeof read>>) =>
    (await finder.find(people, question)).matches.map(({ parts }) => parts.dietary);
  const before = await read();
  await ben.must(ROUTES.updateMe, { body: { dietaryRestrictions: ['vegan'] } });
  expect(await pointsFor(before)).toEqual([20]);
  // There is no menu: nobody knows.
  expect(await pointsFor(await read())).toEqual([10]);
});

it('a provider of tables that takes its time holds up nobody of the group', async () => {
  const worker = await server.worker();
  const of = <T>(type: new (...parts: never[]) => T) => worker.context.get(type, { strict: false });
  let isAsked = false;
  of(AvailabilityService).register({
    name: 'slow',
    ask: () => {
      isAsked = true;
      return new Promise(() => undefined);
    },
  });
  const { viewer } = await worker.platform.gate.identify(ana.token);
  const order: string[] = [];
  const opened = of(GroupsService)
    .match(viewer, {
      participantIds: [ben.id],
      timeSlot: 'dinner',
      dietaryRestrictions: [],
      maxResults: 5,
      createSession: true,
    })
    .then((session) => {
      order.push('opened');
      return session;
    });
  await until('tables are asked for', () => isAsked);
  await ben.must(ROUTES.updateMe, { body: { bio: 'Hungry.' } });
  order.push('changed');
  expect((await opened).participants).toHaveLength(2);
  expect(order).toEqual(['changed', 'opened']);
});
