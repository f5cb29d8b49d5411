import { ROUTES, type Route, type RouteName } from '@beli/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApi, TestServer } from '../server.js';
import { ROWS, type Row } from './rows.js';
import { createWorld, PERSONAS, type World } from './world.js';

/* Every route of the contract, asked by everybody: who gets in, who does not, and for whom it is not there. */

let server: TestServer;
let api: RunningApi;
let reading: Promise<World>;

beforeAll(async () => {
  server = await TestServer.start({ DATABASE_POOL_SIZE: '8' });
  api = await server.api();
  reading = createWorld(server, api);
});
afterAll(() => server.stop());

it('has one row for every route and none besides', () => {
  expect(Object.keys(ROWS).sort()).toEqual(Object.keys(ROUTES).sort());
});

describe.each(Object.keys(ROUTES) as RouteName[])('%s', (name) => {
  it('lets in whom it should', async () => {
    const route: Route = ROUTES[name];
    // What only reads leaves the world as it was.
    const world = route.method === 'GET' ? await reading : await createWorld(server, api);
    const { call, expected } = ROWS[name] as unknown as Row;
    const statuses: Record<string, number> = {};
    for (const persona of PERSONAS) {
      const request = await call(world, persona);
      const { status } = await world.people[persona].call(route, request as never);
      statuses[persona] = status;
    }
    expect(statuses).toEqual(expected);
  });
});
