import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { Listener } from '../../../test/sockets.js';

let server: TestServer;
let api: RunningApi;
let restaurantId: number;
let ana: Person;

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  restaurantId = await addRestaurant(await server.promote(await server.signUp(api), 'admin', api));
});
beforeEach(async () => {
  ana = await server.signUp(api);
  await server.database.query('update users set email_verified_at = now() where id = $1', [ana.id]);
});
afterAll(() => server.stop());

const make = (scopes: ('read' | 'write:lists' | 'write:reviews')[] = ['read'], person = ana) =>
  person.call(ROUTES.createToken, { body: { name: 'My map', scopes } });
const with_ = (token: string, url = api.url) => new Person(url, { accessToken: token } as never);

it('read with the scope to read, write lists with the scope for that, and nothing else', async () => {
  const reader = with_((await make()).data.token);
  const writer = with_((await make(['write:lists'])).data.token);
  const add = (tool: Person) =>
    tool.call(ROUTES.addToList, { params: { id: 'me', scope: 'been' }, body: { restaurantId, rating: 8 } });
  expect((await reader.must(ROUTES.getMe, {})).data.id).toBe(ana.id);
  expect((await add(reader)).error.code).toBe('FORBIDDEN');
  expect((await add(writer)).status).toBe(201);
  expect((await writer.call(ROUTES.getMe, {})).error.code).toBe('FORBIDDEN');
  expect((await writer.call(ROUTES.listRestaurants, {})).error.code).toBe('FORBIDDEN');
  for (const tool of [reader, writer]) {
    expect((await tool.call(ROUTES.updateMe, { body: { bio: 'x' } })).error.code).toBe('FORBIDDEN');
    expect((await tool.call(ROUTES.createToken, { body: { name: 'x', scopes: ['read'] } })).error.code).toBe(
      'FORBIDDEN',
    );
    expect((await tool.call(ROUTES.logout, {})).error.code).toBe('FORBIDDEN');
    await expect(Listener.connect(api.url, tool.token)).rejects.toThrow('UNAUTHORIZED');
  }
});

it('are shown once, kept as hashes, revoked at once and by their owner only', async () => {
  const { data } = await make();
  const ben = await server.signUp(api);
  const { data: listed } = await ana.must(ROUTES.listTokens, {});
  expect(listed.map(({ id }) => id)).toEqual([data.id]);
  const [row] = await server.database.query('select * from personal_tokens where id = $1', [data.id]);
  expect(JSON.stringify(row)).not.toContain(data.token.split('.')[2]);
  const params = { id: String(data.id) };
  expect((await ben.call(ROUTES.revokeToken, { params })).error.code).toBe('TOKEN_NOT_FOUND');
  const other = await server.api();
  expect((await with_(data.token, other.url).call(ROUTES.getMe, {})).status).toBe(200);
  await ana.must(ROUTES.revokeToken, { params });
  expect((await with_(data.token, other.url).call(ROUTES.getMe, {})).error.code).toBe('UNAUTHORIZED');
});

it('end by themselves, with the account, and stay ended without Redis', async () => {
  const lonely = await TestServer.start();
  try {
    const one = await lonely.api();
    const cleo = await lonely.signUp(one);
    await lonely.database.query('update users set email_verified_at = now()');
    const tokens = await Promise.all([make(['read'], cleo), make(['read'], cleo)]);
    const [kept, late] = tokens.map(({ data }) => with_(data.token, one.url)) as [Person, Person];
    await lonely.database.query(`update personal_tokens set expires_at = now() where id = $1`, [
      tokens[1]?.data.id,
    ]);
    await lonely.redis.kill();
    expect((await kept.call(ROUTES.getMe, {})).status).toBe(200);
    expect((await late.call(ROUTES.getMe, {})).error.code).toBe('UNAUTHORIZED');
    await lonely.database.query('update users set deactivated_at = now()');
    expect((await kept.call(ROUTES.getMe, {})).error.code).toBe('UNAUTHORIZED');
  } finally {
    await lonely.stop();
  }
});

it('have a bucket of their own', async () => {
  const { data } = await make();
  const limited = await server.api({ RATE_LIMIT_TOKEN: '3', RATE_LIMIT_USER: '100' });
  const statuses = [];
  for (let n = 0; n < 5; n++)
    statuses.push((await with_(data.token, limited.url).call(ROUTES.getMe, {})).status);
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
  const { headers } = await ana.at(limited.url).must(ROUTES.getMe, {});
  expect(headers.get('x-ratelimit-remaining')).toBe('99');
});

it('cannot be forged: guesses are charged to the address and never reach the database', async () => {
  const { data } = await make();
  const [prefix, id, secret, tag] = data.token.split('.') as [string, string, string, string];
  const strict = await server.api({ RATE_LIMIT_ANONYMOUS: '5' });
  const statuses = [];
  for (const forged of [
    `${prefix}.${id}.${secret}.AAAA`,
    `${prefix}.${Number(id) + 1}.${secret}.${tag}`,
    `${prefix}.${id}.${'a'.repeat(43)}.${tag}`,
    `${prefix}.0.${secret}.${tag}`,
    `${prefix}.`,
    `${prefix}.${id}.${secret}`,
  ]) {
    statuses.push((await with_(forged, strict.url).call(ROUTES.getMe, {})).status);
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
});

it('need a verified e-mail address, and are twenty at most', async () => {
  const ben = await server.signUp(api);
  expect((await make(['read'], ben)).error.code).toBe('EMAIL_NOT_VERIFIED');
  const statuses = await Promise.all(Array.from({ length: 24 }, async () => (await make()).status));
  expect(statuses.sort().slice(18)).toEqual([201, 201, 409, 409, 409, 409]);
});
