import { ROUTES, type Sent } from '@beli/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { until } from '../../../test/until.js';
import { renewOrders } from './menus.public.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
let ana: Person;
let nobody: Person;

type Items = Sent<typeof ROUTES.replaceMenu>['body']['items'];
const ITEMS: Items = [
  { name: 'Tiramisù', category: 'dessert', price: 9, isVegetarian: true, popularityScore: 70 },
  {
    name: 'Carbonara',
    category: 'entree',
    price: 19.5,
    tags: ['pork'],
    mealTime: ['dinner'],
    popularityScore: 90,
  },
  { name: 'Marinara', category: 'entree', price: 14, isVegan: true, popularityScore: 60, spice: 3 },
  { name: 'Cornetto', category: 'dessert', price: null, mealTime: ['breakfast'] },
];

const putMenu = (id: number, items: Items = ITEMS) =>
  admin.must(ROUTES.replaceMenu, { params: { id: String(id) }, body: { items } });
const menuOf = async (id: number, query: Sent<typeof ROUTES.getMenu>['query'] = {}) =>
  (await nobody.must(ROUTES.getMenu, { params: { id: String(id) }, query })).data;
const orderAt = (id: number, query: Partial<Sent<typeof ROUTES.suggestOrder>['query']> = {}) =>
  ana.call(ROUTES.suggestOrder, {
    params: { id: String(id) },
    query: { partySize: '2', hungerLevel: 'moderate', ...query },
  });
const namesOf = (items: readonly { name: string }[]) => items.map(({ name }) => name);

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  await server.worker();
  admin = await server.promote(await server.signUp(api), 'admin', api);
  ana = await server.signUp(api);
  nobody = new Person(api.url);
});
afterAll(() => server.stop());

describe('a menu', () => {
  it('comes by course, most popular first, and by what somebody can eat and when', async () => {
    const id = await addRestaurant(admin);
    expect(await menuOf(id)).toEqual([]);
    await putMenu(id);
    const menu = await menuOf(id);
    expect(namesOf(menu)).toEqual(['Carbonara', 'Marinara', 'Tiramisù', 'Cornetto']);
    expect(menu[1]).toMatchObject({
      price: 14,
      popularity: 'medium',
      popularityScore: 60,
      isVegan: true,
      isVegetarian: true,
      spice: 3,
      spiceLevel: 'medium',
      mealTime: [],
    });
    expect(namesOf(await menuOf(id, { dietaryRestrictions: 'Vegan' }))).toEqual(['Marinara']);
    expect(namesOf(await menuOf(id, { dietaryRestrictions: 'vegetarian,no-pork' }))).toEqual([
      'Marinara',
      'Tiramisù',
    ]);
    expect(namesOf(await menuOf(id, { mealTime: 'breakfast' }))).toEqual([
      'Marinara',
      'Tiramisù',
      'Cornetto',
    ]);
    expect((await nobody.call(ROUTES.getMenu, { params: { id: '999999999' } })).error.code).toBe(
      'RESTAURANT_NOT_FOUND',
    );
  });

  it('is replaced as a whole; items that are named by id keep it', async () => {
    const id = await addRestaurant(admin);
    const { data: first } = await putMenu(id);
    const [carbonara] = first;
    if (!carbonara) throw new Error('no menu');
    const { data: second } = await putMenu(id, [
      { id: carbonara.id, name: 'Carbonara', category: 'entree', price: 21 },
      { name: 'Amaro', category: 'drink', price: 8 },
    ]);
    expect(second.map(({ id: itemId, name, price }) => [itemId === carbonara.id, name, price])).toEqual([
      [true, 'Carbonara', 21],
      [false, 'Amaro', 8],
    ]);
    expect(await menuOf(id)).toEqual(second);
    await putMenu(id, []);
    expect(await menuOf(id)).toEqual([]);
  });

  it('takes no ids of other menus, none twice, and nothing that it does not know', async () => {
    const [id, other] = [await addRestaurant(admin), await addRestaurant(admin)];
    const { data: menu } = await putMenu(id);
    const { data: foreign } = await putMenu(other);
    const fault = async (body: object) =>
      (await admin.send('PUT', `/api/v1/admin/restaurants/${id}/menu`, body)).status;
    const item = { name: 'Soup', category: 'appetizer' };
    expect(await fault({ items: [{ ...item, id: foreign[0]?.id }] })).toBe(400);
    expect(await fault({ items: [0, 1].map(() => ({ ...item, id: menu[0]?.id })) })).toBe(400);
    expect(await fault({ items: [{ ...item, colour: 'red' }] })).toBe(400);
    expect(await fault({ items: [{ ...item, price: 1.005 }] })).toBe(400);
    expect(await fault({ items: [{ ...item, price: -1 }] })).toBe(400);
    expect(await fault({ items: Array.from({ length: 201 }, () => item) })).toBe(400);
    expect(await menuOf(id)).toEqual(menu);
    expect(
      (await ana.call(ROUTES.replaceMenu, { params: { id: String(id) }, body: { items: [] } })).status,
    ).toBe(403);
  });

  it('that is replaced stands in the audit log', async () => {
    const id = await addRestaurant(admin);
    await putMenu(id);
    await putMenu(id, ITEMS.slice(1));
    const [entry] = await server.database.query(
      `select actor_id::int as actor, before, after from audit_log where act = 'restaurant.replace-menu' and target_id = $1 order by id desc`,
      [String(id)],
    );
    expect(entry).toEqual({
      actor: admin.id,
      before: { items: 4, removed: ['Tiramisù'] },
      after: { items: 3, added: [] },
    });
  });

  it('moves to the place that its restaurant becomes', async () => {
    const [from, into] = [await addRestaurant(admin), await addRestaurant(admin)];
    await putMenu(from);
    expect(await menuOf(into)).toEqual([]);
    expect((await orderAt(into)).error.code).toBe('NO_MENU');
    await admin.must(ROUTES.mergeRestaurant, { params: { id: String(from) }, body: { intoId: into } });
    await server.settled();
    expect(await menuOf(into)).toHaveLength(4);
    expect(await menuOf(from)).toEqual(await menuOf(into));
    expect((await orderAt(from)).data).toEqual((await orderAt(into)).data);
  });
});

describe('what to order', () => {
  it('is the same for the same question and follows the menu', async () => {
    const id = await addRestaurant(admin);
    await putMenu(id);
    const { data } = await orderAt(id);
    expect(data.items.map(({ name, quantity }) => [name, quantity])).toEqual([
      ['Carbonara', 1],
      ['Marinara', 1],
    ]);
    expect(data).toMatchObject({ totalPrice: 33.5, pricePerPerson: 16.75, mealTime: 'dinner', shuffle: 0 });
    expect((await orderAt(id)).data).toEqual(data);
    const restrictions = 'halal,vegetarian,halal';
    const asked = await orderAt(id, { dietaryRestrictions: restrictions });
    expect(asked.data).toEqual((await orderAt(id, { dietaryRestrictions: 'vegetarian,halal' })).data);
    expect(asked.data.items.map(({ name, quantity }) => [name, quantity])).toEqual([['Marinara', 2]]);
    expect(asked.data.reasoning).toContain('Check with the restaurant about halal');
    await putMenu(id, [{ name: 'Pizza', category: 'entree', price: 11 }]);
    expect((await orderAt(id)).data.items.map(({ name }) => name)).toEqual(['Pizza']);
  });

  it('without a menu is refused, with nothing that fits is nothing', async () => {
    const id = await addRestaurant(admin);
    expect((await orderAt(id)).status).toBe(422);
    await putMenu(id, [{ name: 'Pizza', category: 'entree', price: 11 }]);
    const { status, data } = await orderAt(id, { dietaryRestrictions: 'gluten-free' });
    expect([status, data.items, data.totalPrice]).toEqual([200, [], 0]);
    await admin.must(ROUTES.deleteRestaurant, { params: { id: String(id) } });
    expect((await orderAt(id)).error.code).toBe('RESTAURANT_NOT_FOUND');
    expect((await orderAt(id, { shuffle: '3' })).error.code).toBe('RESTAURANT_NOT_FOUND');
  });

  it('is ready for what most tables ask before anybody does, and stays so', async () => {
    const id = await addRestaurant(admin);
    await putMenu(id);
    await server.settled();
    const { redis, database, outbox, logger } = api.platform;
    const keys = await redis.keys(`order:${id}:*`);
    const kept = keys.filter((key) => !key.endsWith('lease'));
    expect(kept).toHaveLength(18);
    expect(JSON.parse((await redis.get(`order:${id}:2:moderate:dinner`)) ?? '')).toEqual(
      (await orderAt(id)).data,
    );
    await redis.del(...keys);
    await database.transaction((tx) => renewOrders(tx, logger, outbox));
    await until('the orders are kept again', async () => (await redis.exists(...kept)) === 18);
  });
});
