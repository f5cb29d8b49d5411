import { DIETARY_SLUGS, type MealTime, type MenuItem } from '@beli/contract';

export type Dietary = (typeof DIETARY_SLUGS)[number];

const RED_MEAT = ['beef', 'lamb', 'pork', 'veal', 'venison'];
const MEAT = [...RED_MEAT, 'poultry', 'chicken', 'duck', 'turkey'];

/** What a tag must not name for somebody with the restriction. */
const AGAINST: Partial<Record<Dietary, readonly string[]>> = {
  'dairy-allergy': ['dairy', 'milk', 'cheese'],
  'lactose-intolerant': ['dairy', 'milk', 'cheese', 'lactose'],
  // Whoever reacts to nuts is mostly told to leave peanuts too.
  'nut-allergy': ['nut', 'tree nut', 'peanut'],
  'peanut-allergy': ['peanut'],
  'shellfish-allergy': ['shellfish'],
  'soy-allergy': ['soy'],
  halal: ['pork', 'alcohol'],
  kosher: ['pork', 'shellfish'],
  'no-beef': ['beef', 'veal'],
  'no-pork': ['pork'],
  'no-red-meat': RED_MEAT,
  paleo: ['dairy', 'soy', 'peanut', 'gluten', 'alcohol'],
  pescatarian: MEAT,
};

/** Tags that vouch for an item, besides the name of the restriction. */
const VOUCHES: Partial<Record<Dietary, readonly string[]>> = {
  'dairy-allergy': ['dairy free'],
  'lactose-intolerant': ['dairy free', 'lactose free'],
  'nut-allergy': ['nut free'],
  'peanut-allergy': ['peanut free'],
  'shellfish-allergy': ['shellfish free'],
  'soy-allergy': ['soy free'],
};

const WITHOUT_MEAT: readonly Dietary[] = ['pescatarian', 'no-beef', 'no-pork', 'no-red-meat'];
const WITHOUT_DAIRY: readonly Dietary[] = ['dairy-allergy', 'lactose-intolerant'];

/** "Contains-Peanuts" says the same as "peanut". */
const wordOf = (tag: string) =>
  tag
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .replace(/^contains /, '')
    .trim()
    .replace(/(?<=..)s$/, '');

/**
 * Whether an item suits somebody: true where the menu says so, false where it says the contrary, null where it
 * does not say. Vegetarian, vegan and gluten-free are always said: an item that is not marked is not.
 */
export function suits(item: MenuItem, restriction: Dietary): boolean | null {
  const { isVegetarian, isVegan, isGlutenFree } = item;
  if (restriction === 'vegetarian') return isVegetarian || isVegan;
  if (restriction === 'vegan') return isVegan;
  if (restriction === 'gluten-free') return isGlutenFree;
  const words = new Set(item.tags.map(wordOf));
  if (AGAINST[restriction]?.some((word) => words.has(word))) return false;
  if (words.has(wordOf(restriction)) || VOUCHES[restriction]?.some((word) => words.has(word))) return true;
  if ((isVegetarian || isVegan) && WITHOUT_MEAT.includes(restriction)) return true;
  return isVegan && WITHOUT_DAIRY.includes(restriction) ? true : null;
}

/** Whether an item is served at that time of the day. */
export const isServed = ({ mealTime: times }: MenuItem, meal: MealTime): boolean =>
  meal === 'any-time' || times.length === 0 || times.includes(meal) || times.includes('any-time');

/** The items of a menu that nothing speaks against. */
export const selectItems = (
  menu: readonly MenuItem[],
  {
    mealTime = 'any-time',
    restrictions,
  }: { mealTime?: MealTime | undefined; restrictions: readonly Dietary[] },
): MenuItem[] =>
  menu.filter(
    (item) =>
      isServed(item, mealTime) && restrictions.every((restriction) => suits(item, restriction) !== false),
  );
