import { ROUTES } from '@beli/contract';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../../../test/client.js';
import { addRestaurant } from '../../../../test/restaurants.js';
import type { RunningApi, TestServer } from '../../../../test/server.js';
import type { Actor } from '../../../platform/viewer.js';
import type { RestaurantAsk, SearchEngine } from './search-engine.js';

/** What a suite that runs the promises provides: an engine over the database of the server. */
export interface EngineUnderTest {
  readonly server: () => TestServer;
  readonly api: () => RunningApi;
  readonly engine: () => SearchEngine;
  /** resolves when the engine knows everything that was committed before */
  readonly hasCaughtUp: () => Promise<void>;
}

const actorOf = ({ id }: Person): Actor => ({
  id,
  role: 'user',
  sessionId: 'a test',
  scopes: null,
  isSuspended: false,
  cacheVersion: 0,
});

const HERE = { latitude: 40.73, longitude: -74 };

/** What every search engine promises, whatever it is made of. */
export function promisesOfAnEngine({ server, api, engine, hasCaughtUp }: EngineUnderTest): void {
  let admin: Person;
  let ana: Person;

  beforeAll(async () => {
    admin = await server().promote(await server().signUp(api()), 'admin', api());
    ana = await server().signUp(api());
  });

  const place = (name: string, more: object = {}) => addRestaurant(admin, { name, ...more });
  const at = (latitude: number, neighborhood = 'Here') => ({
    location: { neighborhood, city: 'New York', state: 'NY', coordinates: { latitude, longitude: -74 } },
  });
  const ask = async (text: string, more: Partial<RestaurantAsk> = {}, viewer: Person | null = null) => {
    await hasCaughtUp();
    const actor = viewer && actorOf(viewer);
    const hits = await engine().restaurants(actor, { text, limit: 10, position: null, filter: {}, ...more });
    expect(new Set(hits.map(({ id }) => id)).size).toBe(hits.length);
    expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).toSorted((a, b) => b - a));
    return hits.map(({ id }) => id);
  };

  describe('restaurants', () => {
    it('by the whole name, its beginning, a slip, without accents, in another order, in any case', async () => {
      const id = await place('Zuñiga’s Taquería');
      for (const text of [
        'Zuñiga’s Taquería',
        'zunigas taqueria',
        'ZUNI',
        'zuniags',
        'taqueria zunigas',
        'zunigas taq',
      ])
        expect([text, (await ask(text))[0]]).toEqual([text, id]);
    });

    it('by part of a CJK name', async () => {
      const id = await place('博多一風堂 本店');
      for (const text of ['一風堂', '博多', '一風', '本店 博多', '博多一風堂'])
        expect([text, (await ask(text))[0]]).toEqual([text, id]);
    });

    it('by cuisine, neighbourhood, tag and dish, the name first', async () => {
      const named = await place('Georgian Kitchen Kvali');
      const cuisine = await place('Plain Kvali', { cuisines: ['georgian'] });
      const dish = await place('Third Kvali', { popularDishes: ['Georgian khachapuri'] });
      const tagged = await place('Fourth Kvali', { tags: ['georgian wine'] });
      const there = await place('Fifth Kvali', at(41, 'Georgian Hill'));
      const found = await ask('georgian');
      expect(found[0]).toBe(named);
      expect(new Set(found)).toEqual(new Set([named, cuisine, dish, tagged, there]));
      expect((await ask('kvali georgian hill'))[0]).toBe(there);
    });

    it('the nearer of the same name, the better of two far ones, the kept one before both', async () => {
      const [far, near] = [
        await place('Twin Peaks Grill', at(42)),
        await place('Twin Peaks Grill', at(40.731)),
      ];
      expect((await ask('twin peaks grill', { position: HERE })).slice(0, 2)).toEqual([near, far]);
      await ana.must(ROUTES.addToList, {
        params: { id: 'me', scope: 'been' },
        body: { restaurantId: far, rating: 9 },
      });
      expect((await ask('twin peaks grill')).slice(0, 2)).toEqual([far, near]);
      const kept = await place('Twin Peaks Grille', at(43));
      await ana.must(ROUTES.addToList, {
        params: { id: 'me', scope: 'want_to_try' },
        body: { restaurantId: kept },
      });
      expect((await ask('twin peaks grille', { position: HERE }, ana))[0]).toBe(kept);
    });

    it('within filters only', async () => {
      const cheap = await place('Filtered Noodle', {
        priceRange: '$',
        cuisines: ['ramen'],
        ...at(40.73, 'Nolita'),
      });
      const dear = await place('Filtered Noodle', {
        priceRange: '$$$$',
        cuisines: ['thai'],
        ...at(45, 'Soho'),
      });
      expect(await ask('filtered noodle', { filter: { priceRange: ['$'] } })).toEqual([cheap]);
      expect(await ask('filtered noodle', { filter: { cuisines: ['thai'] } })).toEqual([dear]);
      expect(await ask('filtered noodle', { filter: { neighborhood: 'nolita' } })).toEqual([cheap]);
      expect(await ask('filtered noodle', { filter: { maxDistance: 5 }, position: HERE })).toEqual([cheap]);
    });

    it('as they are now: renamed, closed, removed, merged', async () => {
      const id = await place('Before Xylo');
      await admin.must(ROUTES.updateRestaurant, {
        params: { id: String(id) },
        body: { name: 'After Yucca' },
      });
      expect(await ask('after yucca')).toContain(id);
      expect(await ask('before xylo')).not.toContain(id);
      await admin.must(ROUTES.updateRestaurant, { params: { id: String(id) }, body: { isClosed: true } });
      expect(await ask('after yucca')).toContain(id);
      const twin = await place('After Yucca Two');
      await admin.must(ROUTES.mergeRestaurant, { params: { id: String(id) }, body: { intoId: twin } });
      const merged = await ask('after yucca');
      expect(merged).toContain(twin);
      expect(merged).not.toContain(id);
      await admin.must(ROUTES.deleteRestaurant, { params: { id: String(twin) } });
      expect(await ask('after yucca')).toEqual([]);
    });
  });

  it.each([
    '%',
    '_',
    '\\',
    "'",
    '"',
    '*',
    '()',
    '& | !',
    ':*',
    "'; drop table users; --",
    'a'.repeat(100),
    '🍕🍕🍕',
    'مطعم',
    'שלום עולם',
    '\u202eabc',
    'x y z '.repeat(16).trim(),
    "o'brien & (sons):*",
    'ﬁsh',
    '１２３',
    '\ud83d',
    '<script>alert(1)</script>',
    '寿',
    '#',
    '%%%pizza%%%',
  ])('takes %j as text and nothing else', async (text) => {
    await hasCaughtUp();
    const actor = actorOf(ana);
    const wellFormed = text.toWellFormed();
    await engine().restaurants(actor, { text: wellFormed, limit: 10, position: HERE, filter: {} });
    await engine().restaurants(null, {
      text: wellFormed,
      limit: 10,
      position: null,
      filter: {},
      isTyping: true,
    });
    await engine().people(actor, { text: wellFormed, limit: 10, onlyTastemakers: false });
    await engine().lists(actor, { text: wellFormed, limit: 10 });
  });

  describe('people', () => {
    const find = async (text: string, viewer: Person | null, onlyTastemakers = false) => {
      await hasCaughtUp();
      const actor = viewer && actorOf(viewer);
      return (await engine().people(actor, { text, limit: 10, onlyTastemakers })).map(({ id }) => id);
    };

    it('by user name before display name, whom one follows first, with a slip', async () => {
      const byUsername = await server().signUp(api(), { username: 'quinoa_fan', displayName: 'Zed' });
      const byName = await server().signUp(api(), { username: 'other_one', displayName: 'Peter Quinoa' });
      expect(await find('quinoa', ana)).toEqual([byUsername.id, byName.id]);
      await ana.must(ROUTES.followUser, { params: { id: String(byName.id) } });
      expect(await find('peter q', ana)).toEqual([byName.id]);
      expect(await find('petr quinoa', ana)).toContain(byName.id);
    });

    it('not those who block or are blocked, are gone, suspended, or do not want to be found', async () => {
      const [blocker, blocked, gone, hidden, suspended] = await Promise.all(
        ['a', 'b', 'c', 'd', 'e'].map((letter) =>
          server().signUp(api(), { username: `rutabaga_${letter}`, displayName: 'Rutabaga' }),
        ),
      );
      if (!blocker || !blocked || !gone || !hidden || !suspended) throw new Error('somebody is missing');
      expect(await find('rutabaga', ana)).toHaveLength(5);
      await blocker.must(ROUTES.blockUser, { params: { id: String(ana.id) } });
      await ana.must(ROUTES.blockUser, { params: { id: String(blocked.id) } });
      await ana.must(ROUTES.followUser, { params: { id: String(hidden.id) } });
      await hidden.must(ROUTES.updateSettings, { body: { privacy: { discoverable: false } } });
      await server().database.query(
        `update users set deactivated_at = case when id = $1 then now() end, suspended_until = case when id = $2 then now() + interval '1 day' end where id in ($1, $2)`,
        [gone.id, suspended.id],
      );
      expect(await find('rutabaga', ana)).toEqual([hidden.id]);
      expect(await find('rutabaga', null)).toHaveLength(2);
      expect(await find('rutabaga', null)).not.toContain(hidden.id);
    });

    it('tastemakers apart, where asked', async () => {
      const maker = await server().signUp(api(), { displayName: 'Kohlrabi Maker' });
      await server().signUp(api(), { displayName: 'Kohlrabi Eater' });
      await server().database.query('update users set is_tastemaker = true where id = $1', [maker.id]);
      expect(await find('kohlrabi', ana, true)).toEqual([maker.id]);
    });
  });

  it('lists: public ones of open accounts, by name and description', async () => {
    const find = async (viewer: Person | null) => {
      await hasCaughtUp();
      const actor = viewer && actorOf(viewer);
      return (await engine().lists(actor, { text: 'jicama', limit: 10 })).map(({ id }) => `custom-${id}`);
    };
    const make = async (body: object) =>
      (await ana.must(ROUTES.createList, { body: { name: 'Jicama', ...body } })).data.id;
    const open = await make({ isPublic: true });
    const told = await make({ isPublic: true, name: 'Roots', description: 'Where to eat jicama' });
    await make({ isPublic: false });
    expect(await find(null)).toEqual([open, told]);
    await ana.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
    expect(await find(null)).toEqual([]);
    expect(await find(ana)).toEqual([open, told]);
  });
}
