import { Agent, request } from 'node:http';
import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';

const CLIENTS = 50;
const ROUNDS = 200;

let server: TestServer;
let apis: RunningApi[];
let people: Person[];
let owner: Person;
let restaurantId: number;

beforeAll(async () => {
  server = await TestServer.start({ DATABASE_POOL_SIZE: '10' });
  apis = [await server.api(), await server.api()];
  const [api] = apis;
  if (!api) throw new Error('no api');
  restaurantId = await addRestaurant(await server.promote(await server.signUp(api), 'admin', api));
  owner = await server.signUp(api);
  people = await Promise.all(Array.from({ length: CLIENTS }, () => server.signUp(api)));
});
afterAll(() => server.stop());

/** Two hundred tables that anybody may claim at once. */
async function layTables(): Promise<string[]> {
  const rows = await server.database.query<{ id: string }>(
    `insert into reservations (owner_id, restaurant_id, local_date, local_time, timezone, starts_at, party_size, priority, opened_at, expires_at)
     select $1, $2, current_date + 3, '19:30', 'UTC', current_date + 3 + time '19:30', 2, 'Bronze', now(), now() + interval '2 days' from generate_series(1, $3)
     returning id`,
    [owner.id, restaurantId, ROUNDS],
  );
  return rows.map(({ id }) => String(id));
}

/** Each person over a connection of their own, half of them to each api. */
function claimerOf(
  person: Person,
  index: number,
): (id: string) => Promise<{ status: number; code: string | null }> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { url } = apis[index % apis.length] as RunningApi;
  return (id) =>
    new Promise((resolve, reject) => {
      const call = request(
        `${url}/api/v1/reservations/${id}/claim`,
        { agent, method: 'POST', headers: { authorization: `Bearer ${person.token}` } },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
          });
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, code: JSON.parse(text).error?.code ?? null }),
          );
        },
      );
      call.on('error', reject);
      call.end();
    });
}

it(`of ${CLIENTS} who claim a table at once one gets it, ${ROUNDS} times`, async () => {
  const tables = await layTables();
  const claimers = people.map(claimerOf);
  const winners: (number | undefined)[] = [];
  for (const table of tables) {
    const outcomes = await Promise.all(claimers.map((claim) => claim(table)));
    const count = (status: number, code: string | null) =>
      outcomes.filter((outcome) => outcome.status === status && outcome.code === code).length;
    expect([count(200, null), count(409, 'RESERVATION_NOT_AVAILABLE')]).toEqual([1, CLIENTS - 1]);
    winners.push(people[outcomes.findIndex(({ status }) => status === 200)]?.id);
  }
  const rows = await server.database.query<{ id: string; claimed_by: string; version: number }>(
    'select id, claimed_by, version from reservations order by id',
  );
  expect(rows.map(({ claimed_by, version }) => [Number(claimed_by), version])).toEqual(
    winners.map((winner) => [winner, 2]),
  );
  // A race that the same person always wins would not have been one.
  expect(new Set(winners).size).toBeGreaterThan(5);
  const [told] = await server.database.query<{ count: number }>(
    `select count(*)::int as count from outbox where type = 'reservation.claimed' and reaction = 'notify'`,
  );
  expect(told?.count).toBe(ROUNDS);
  const { data } = await owner.must(ROUTES.getReservationPriority, {});
  expect(data.reservationsShared).toBe(ROUNDS);
});
