import type { MenuItem, OrderSuggestion } from '@beli/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suits } from './menu-diet.rules.js';
import { type OrderQuestion, rank, suggestOrder } from './order.rules.js';

const levelOf = (score: number) => (score >= 80 ? 'high' : score >= 50 ? 'medium' : 'low');
let nextId = 1;
const dish = (
  name: string,
  category: MenuItem['category'],
  price: number | null,
  more: Partial<MenuItem> = {},
): MenuItem => {
  const popularityScore = more.popularityScore ?? 50;
  return {
    id: nextId++,
    name,
    category,
    description: '',
    price,
    portion: 'medium',
    popularityScore,
    popularity: levelOf(popularityScore),
    isVegetarian: false,
    isVegan: false,
    isGlutenFree: false,
    spiceLevel: null,
    spice: null,
    mealTime: [],
    tags: [],
    image: null,
    ...more,
  };
};

const MENU = [
  dish('A1', 'appetizer', 9, { portion: 'small', popularityScore: 90 }),
  dish('A2', 'appetizer', 12, { popularityScore: 70 }),
  dish('E1', 'entree', 24, { popularityScore: 95 }),
  dish('E2', 'entree', 32, { portion: 'large', popularityScore: 80 }),
  dish('E3', 'entree', 18, { portion: 'small', popularityScore: 40 }),
  dish('S1', 'side', 7),
  dish('D1', 'dessert', 9),
  dish('K1', 'drink', 6),
];

const ask = (more: Partial<OrderQuestion> = {}, menu: readonly MenuItem[] = MENU) =>
  suggestOrder(menu, {
    restaurantId: 7,
    partySize: 2,
    hungerLevel: 'moderate',
    mealTime: 'dinner',
    restrictions: [],
    shuffle: 0,
    ...more,
  });
const orderOf = ({ items }: OrderSuggestion) =>
  items.map(({ name, quantity }) => (quantity === 1 ? name : `${name}×${quantity}`)).join(' ');

describe('what to order', () => {
  it('follows the vectors of the rules', () => {
    expect(orderOf(ask({ partySize: 1 }))).toBe('E1');
    const two = ask();
    expect([orderOf(two), two.totalPrice, two.pricePerPerson]).toEqual(['A1 E1 E2 K1×2', 77, 38.5]);
    const four = ask({ partySize: 4, hungerLevel: 'very-hungry' });
    expect([orderOf(four), four.totalPrice, four.pricePerPerson]).toEqual([
      'A1 A2 E1×2 E2 E3 S1×2 D1 K1×4',
      166,
      41.5,
    ]);
  });

  it('for one is the best plate, more with a small one, and three courses for the very hungry', () => {
    expect(orderOf(ask({ partySize: 1, hungerLevel: 'light' }))).toBe('E1');
    expect(orderOf(ask({ partySize: 1, hungerLevel: 'very-hungry' }))).toBe('A1 E1 D1');
    const small = MENU.filter(({ name }) => name !== 'E1' && name !== 'E2');
    expect(orderOf(ask({ partySize: 1 }, small))).toBe('A1 E3');
  });

  it('for a light table has fewer entrees and no sides', () => {
    expect(orderOf(ask({ partySize: 10, hungerLevel: 'light' }))).toBe('A1 E1×3 E2×2 E3×2 K1×4');
  });

  it('without entrees fills the table with appetizers and what is shared', () => {
    const menu = [
      ...MENU.filter(({ category }) => category !== 'entree'),
      dish('Board', 'side', 20, { portion: 'shareable', popularityScore: 85 }),
    ];
    // both appetizers are on the table already: the board fills it first, and comes as a side again
    expect(orderOf(ask({ partySize: 4 }, menu))).toBe('A1×2 A2 Board×2 S1 K1×4');
    expect(orderOf(ask({ partySize: 1, hungerLevel: 'very-hungry' }, menu))).toBe('A1 A2 D1');
    expect(
      orderOf(
        ask({ partySize: 1, hungerLevel: 'light' }, [dish('Board', 'side', 20, { portion: 'shareable' })]),
      ),
    ).toBe('Board');
  });

  it('takes a name once, and the cheaper of what is as popular', () => {
    const menu = [
      dish('Ragù', 'entree', 22, { popularityScore: 60 }),
      dish('RAGÙ ', 'entree', 18, { popularityScore: 60 }),
      dish('Soup', 'entree', null, { popularityScore: 60 }),
    ];
    expect(
      ask({ partySize: 3 }, menu).items.map(({ name, price, quantity }) => [name, price, quantity]),
    ).toEqual([
      ['RAGÙ ', 18, 2],
      ['Soup', null, 1],
    ]);
  });

  it('obeys restrictions and says what the menu does not prove', () => {
    const menu = [
      dish('Steak', 'entree', 30, { popularityScore: 99, tags: ['beef'] }),
      dish('Noodles', 'entree', 15, { popularityScore: 80, tags: ['Contains-Peanuts'] }),
      dish('Curry', 'entree', 16, { popularityScore: 70 }),
      dish('Salad', 'entree', 12, { popularityScore: 60, isVegetarian: true, isVegan: true }),
    ];
    const names = (restrictions: OrderQuestion['restrictions']) =>
      orderOf(ask({ restrictions, partySize: 4 }, menu));
    expect(names(['vegetarian'])).toBe('Salad×4');
    expect(names(['no-red-meat'])).toBe('Noodles×2 Curry Salad');
    expect(names(['peanut-allergy', 'no-beef'])).toBe('Curry×2 Salad×2');
    expect(names(['gluten-free'])).toBe('');
    expect(ask({ restrictions: ['vegan', 'dairy-allergy'] }, menu).reasoning).toEqual([
      'Added 2 entrees, one for each',
      'Budget-friendly: $12.00 per person',
    ]);
    expect(ask({ restrictions: ['no-beef', 'halal'] }, menu).reasoning.at(-1)).toBe(
      'Check with the restaurant about halal',
    );
    const nothing = ask({ restrictions: ['gluten-free'] }, menu);
    expect(nothing).toMatchObject({ items: [], totalPrice: 0, pricePerPerson: 0 });
    expect(nothing.reasoning).toEqual([
      'Nothing on the menu fits this time of the day and these restrictions.',
    ]);
  });

  it('keeps to the time of the day', () => {
    const menu = [
      dish('Eggs', 'entree', 12, { mealTime: ['breakfast'], popularityScore: 99 }),
      dish('Burger', 'entree', 15, { mealTime: ['lunch', 'dinner'] }),
      dish('Toast', 'entree', 9, { mealTime: ['any-time'], popularityScore: 40 }),
    ];
    expect(orderOf(ask({ partySize: 3 }, menu))).toBe('Burger×2 Toast');
    expect(orderOf(ask({ partySize: 3, mealTime: 'any-time' }, menu))).toBe('Eggs Burger Toast');
  });

  it('says what it costs and how it is shared', () => {
    const reasoning = (price: number | null, partySize = 2) =>
      ask({ partySize }, [dish('Plate', 'entree', price)]).reasoning;
    expect(reasoning(29.99)).toContain('Budget-friendly: $29.99 per person');
    expect(reasoning(30)).toEqual(['Added 2 entrees, one for each']);
    expect(reasoning(75)).toEqual(['Added 2 entrees, one for each']);
    expect(reasoning(75.01)).toContain('Premium: $75.01 per person');
    expect(reasoning(null)).toEqual(['Added 2 entrees, one for each', 'Some prices unknown']);
    const sharing = (partySize: number, hungerLevel: OrderQuestion['hungerLevel']) =>
      ask({ partySize, hungerLevel }).estimatedSharability.split(/[: ]/)[0];
    expect([sharing(2, 'moderate'), sharing(12, 'light'), sharing(4, 'light')]).toEqual([
      'Generous',
      'Family-style',
      'Generous',
    ]);
    expect(
      ask({ partySize: 12, hungerLevel: 'light' }, [dish('Plate', 'entree', 9)]).estimatedSharability,
    ).toMatch(/^Lighter/);
  });

  it('is another one of the same popularity with each shuffle', () => {
    const menu = [90, 85, 80, 60, 55, 20].map((popularityScore, index) =>
      dish(`P${index}`, 'entree', 10, { popularityScore }),
    );
    const order = (shuffle: number) =>
      rank(menu, shuffle)
        .map(({ name }) => name)
        .join(' ');
    expect(order(0)).toBe('P0 P1 P2 P3 P4 P5');
    expect(order(1)).toBe('P1 P2 P0 P4 P3 P5');
    expect(order(6)).toBe(order(0));
    expect(orderOf(ask({ shuffle: 1, partySize: 1 }, menu))).toBe('P1');
  });
});

describe('whatever the menu and the table', () => {
  const items = fc.array(
    fc
      .record({
        id: fc.integer({ min: 1, max: 40 }),
        name: fc.constantFrom('Soup', 'soup', 'Bread', 'Rice', 'Fish', 'Cake', 'Tea', 'Egg', 'Pie', 'Ragù'),
        category: fc.constantFrom('appetizer', 'entree', 'side', 'dessert', 'drink'),
        price: fc.option(fc.integer({ min: 0, max: 20_000 }).map((amount) => amount / 100)),
        portion: fc.constantFrom('small', 'medium', 'large', 'shareable'),
        popularityScore: fc.integer({ min: 0, max: 100 }),
        isVegan: fc.boolean(),
        isGlutenFree: fc.boolean(),
        mealTime: fc.subarray(['breakfast', 'lunch', 'dinner', 'any-time']),
        tags: fc.subarray(['beef', 'Peanuts', 'dairy', 'halal', 'pescatarian', 'shellfish']),
      })
      .map(({ name, category, price, ...more }) =>
        dish(name, category as MenuItem['category'], price, {
          ...more,
          isVegetarian: more.isVegan,
          popularity: levelOf(more.popularityScore),
        } as Partial<MenuItem>),
      ),
    { maxLength: 25 },
  );
  const menus = items.map((all) => [...new Map(all.map((item) => [item.id, item])).values()]);
  const questions = fc.record({
    partySize: fc.integer({ min: 1, max: 12 }),
    hungerLevel: fc.constantFrom('light', 'moderate', 'very-hungry'),
    mealTime: fc.constantFrom('breakfast', 'lunch', 'dinner', 'any-time'),
    restrictions: fc.subarray(['vegetarian', 'vegan', 'gluten-free', 'peanut-allergy', 'no-beef', 'halal']),
    shuffle: fc.integer({ min: 0, max: 999 }),
  }) as fc.Arbitrary<Omit<OrderQuestion, 'restaurantId'>>;

  it('the same input gives the same output, in whatever order the menu comes', () => {
    fc.assert(
      fc.property(menus, questions, fc.integer(), (menu, question, turn) => {
        const turned = [...menu.slice(turn % 5), ...menu.slice(0, turn % 5)];
        expect(ask(question, menu.length < 5 ? menu.toReversed() : turned)).toEqual(ask(question, menu));
      }),
    );
  });

  it('only items of the menu come, that are served and nothing speaks against', () => {
    fc.assert(
      fc.property(menus, questions, (menu, question) => {
        const suggestion = ask(question, menu);
        expect(new Set(suggestion.items.map(({ id }) => id)).size).toBe(suggestion.items.length);
        for (const { id, name, price, category, quantity } of suggestion.items) {
          const item = menu.find((one) => one.id === id);
          expect(item).toMatchObject({ name, price, category });
          expect(Number.isInteger(quantity) && quantity >= 1).toBe(true);
          if (!item) continue;
          for (const restriction of question.restrictions) {
            const verdict = suits(item, restriction);
            expect(verdict).not.toBe(false);
            const caution = `Check with the restaurant about ${restriction.replaceAll('-', ' ')}`;
            if (verdict === null) expect(suggestion.reasoning).toContain(caution);
          }
          const { mealTime } = question;
          if (mealTime !== 'any-time' && item.mealTime.length > 0)
            expect(item.mealTime.includes(mealTime) || item.mealTime.includes('any-time')).toBe(true);
        }
        if (menu.length > 0 && suggestion.items.length === 0)
          expect(suggestion.reasoning.length).toBeGreaterThan(0);
      }),
    );
  });

  it('the total is the sum, and each pays a part of it', () => {
    fc.assert(
      fc.property(menus, questions, (menu, question) => {
        const { items: ordered, totalPrice, pricePerPerson } = ask(question, menu);
        const cents = ordered.reduce(
          (sum, { price, quantity }) => sum + Math.round((price ?? 0) * 100) * quantity,
          0,
        );
        expect(totalPrice).toBe(cents / 100);
        expect(pricePerPerson).toBe(Math.round(cents / question.partySize) / 100);
      }),
    );
  });

  it('no table gets more of a course than the rules say', () => {
    fc.assert(
      fc.property(menus, questions, (menu, question) => {
        const { items: ordered } = ask(question, menu);
        const count = (...courses: string[]) =>
          ordered
            .filter(({ category }) => courses.includes(category))
            .reduce((sum, { quantity }) => sum + quantity, 0);
        const p = question.partySize;
        expect(count('drink')).toBeLessThanOrEqual(p === 1 ? 0 : Math.min(p, 4));
        expect(count('entree')).toBeLessThanOrEqual(p);
        expect(count('dessert')).toBeLessThanOrEqual(Math.max(1, Math.floor(p / 3)));
        expect(count('appetizer', 'side')).toBeLessThanOrEqual(3 + Math.ceil(p / 2) + Math.ceil(p / 3));
      }),
    );
  });
});
