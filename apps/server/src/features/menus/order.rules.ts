import type { HungerLevel, MealTime, MenuItem, OrderItem, OrderSuggestion } from '@beli/contract';
import { type Dietary, selectItems, suits } from './menu-diet.rules.js';

/** What to order (rules, section 2): the same menu and question give the same answer. */
export interface OrderQuestion {
  readonly restaurantId: number;
  readonly partySize: number;
  readonly hungerLevel: HungerLevel;
  readonly mealTime: MealTime;
  readonly restrictions: readonly Dietary[];
  readonly shuffle: number;
}

const MULTIPLIER: Record<HungerLevel, number> = { light: 0.8, moderate: 1.2, 'very-hungry': 1.8 };
const POINTS: Record<MenuItem['portion'], number> = { small: 5, medium: 10, large: 15, shareable: 12 };
const MOST_STARTERS: Record<HungerLevel, number> = { light: 1, moderate: 2, 'very-hungry': 3 };
const MOST_DRINKS = 4;
const BUDGET = 3_000;
const PREMIUM = 7_500;

type Course = MenuItem['category'];
const COURSES: readonly Course[] = ['appetizer', 'entree', 'side', 'dessert', 'drink'];
const LEVELS: readonly MenuItem['popularity'][] = ['high', 'medium', 'low'];

const cents = (price: number | null) => Math.round((price ?? 0) * 100);
const dollars = (amount: number) => `$${(amount / 100).toFixed(2)}`;

export function suggestOrder(menu: readonly MenuItem[], question: OrderQuestion): OrderSuggestion {
  const { restaurantId, partySize, hungerLevel, mealTime, restrictions, shuffle } = question;
  const picks = pickItems(selectItems(menu, question), question);
  const items = [...picks]
    .map(([item, quantity]) => orderItem(item, quantity, partySize))
    .sort((a, b) => COURSES.indexOf(a.category) - COURSES.indexOf(b.category));
  const total = items.reduce((sum, { price, quantity }) => sum + cents(price) * quantity, 0);
  const each = Math.round(total / partySize);
  return {
    id: ['order', restaurantId, partySize, hungerLevel, mealTime, shuffle, ...restrictions].join('-'),
    restaurantId,
    partySize,
    hungerLevel,
    mealTime,
    items,
    totalPrice: total / 100,
    pricePerPerson: each / 100,
    reasoning: [
      ...(items.length === 0
        ? ['Nothing on the menu fits this time of the day and these restrictions.']
        : []),
      ...COURSES.flatMap((course) => courseReason(course, items, partySize)),
      ...priceReasons(items, each),
      ...cautions([...picks.keys()], restrictions),
    ],
    estimatedSharability: sharability(items, partySize, hungerLevel),
    shuffle,
  };
}

// What is picked -----------------------------------------------------------------------------------------

type Picks = Map<MenuItem, number>;

function pickItems(items: readonly MenuItem[], question: OrderQuestion): Picks {
  const { partySize, shuffle } = question;
  const ranked = (belongs: (item: MenuItem) => boolean) => rank(items.filter(belongs), shuffle);
  const of = (course: Course) => ranked(({ category }) => category === course);
  // What fills a table that finds no entree.
  const fillers = ranked(
    ({ category, portion }) => category === 'appetizer' || (category === 'side' && portion === 'shareable'),
  );
  const picks: Picks = new Map();
  if (partySize === 1) pickForOne(picks, question, { of, ranked, fillers });
  else pickForMany(picks, question, { of, fillers });
  return picks;
}

interface Menu {
  readonly of: (course: Course) => MenuItem[];
  readonly fillers: readonly MenuItem[];
}

function pickForOne(
  picks: Picks,
  { hungerLevel }: OrderQuestion,
  { of, ranked, fillers }: Menu & { ranked: (belongs: (item: MenuItem) => boolean) => MenuItem[] },
): void {
  if (hungerLevel === 'light') {
    const plates = ranked(({ category }) => category === 'appetizer' || category === 'entree');
    take(picks, plates.length > 0 ? plates : fillers, 1);
    return;
  }
  const entrees = of('entree');
  take(picks, entrees.length > 0 ? entrees : fillers, 1);
  const isStillHungry = pointsOf(picks) < 0.8 * 10 * MULTIPLIER[hungerLevel];
  if (hungerLevel === 'very-hungry' || isStillHungry) takeNew(picks, of('appetizer'), 1);
  if (hungerLevel === 'very-hungry') take(picks, of('dessert'), 1);
}

function pickForMany(
  picks: Picks,
  { partySize: p, hungerLevel }: OrderQuestion,
  { of, fillers }: Menu,
): void {
  const isLight = hungerLevel === 'light';
  take(picks, of('appetizer'), Math.min(Math.ceil(p / 2), MOST_STARTERS[hungerLevel]));
  const entrees = of('entree');
  // Tenths: 0.7 · 10 is more than 7 in binary.
  if (entrees.length > 0) take(picks, entrees, isLight ? Math.ceil((7 * p) / 10) : p);
  else fill(picks, fillers, Math.ceil(p / 2));
  if (!isLight && p >= 3) take(picks, of('side'), Math.ceil(p / 3));
  if (hungerLevel === 'very-hungry') take(picks, of('dessert'), Math.max(1, Math.floor(p / 3)));
  take(picks, of('drink'), Math.min(p, MOST_DRINKS));
}

/** Adds `count` of a ranked list: the best once each, then again from the best on. */
function take(picks: Picks, ranked: readonly MenuItem[], count: number): void {
  for (let taken = 0; taken < count; taken++) {
    const item = ranked[taken % ranked.length];
    if (item) picks.set(item, (picks.get(item) ?? 0) + 1);
  }
}

const takeNew = (picks: Picks, ranked: readonly MenuItem[], count: number): void =>
  take(
    picks,
    ranked.filter((item) => !picks.has(item)),
    count,
  );

/** Adds `count`, first of what is not on the table yet. */
function fill(picks: Picks, ranked: readonly MenuItem[], count: number): void {
  const fresh = ranked.filter((item) => !picks.has(item));
  const old = ranked.filter((item) => picks.has(item));
  take(picks, [...fresh, ...old], count);
}

const pointsOf = (picks: Picks) =>
  [...picks].reduce((sum, [{ portion }, quantity]) => sum + POINTS[portion] * quantity, 0);

/** Best first, one of each name; `shuffle` turns the items of each level of popularity round. */
export function rank(items: readonly MenuItem[], shuffle: number): MenuItem[] {
  const names = new Set<string>();
  const sorted = items
    .toSorted(
      (a, b) =>
        b.popularityScore - a.popularityScore ||
        (a.price ?? Number.POSITIVE_INFINITY) - (b.price ?? Number.POSITIVE_INFINITY) ||
        a.id - b.id,
    )
    .filter(({ name }) => {
      const folded = name.trim().toLowerCase();
      return !names.has(folded) && names.add(folded);
    });
  return LEVELS.flatMap((level) => {
    const same = sorted.filter(({ popularity }) => popularity === level);
    const turn = same.length === 0 ? 0 : shuffle % same.length;
    return [...same.slice(turn), ...same.slice(0, turn)];
  });
}

// What is said about it ------------------------------------------------------------------------------------

const NAMES: Record<Course, readonly [one: string, many: string]> = {
  appetizer: ['appetizer', 'appetizers'],
  entree: ['entree', 'entrees'],
  side: ['side', 'sides'],
  dessert: ['dessert', 'desserts'],
  drink: ['drink', 'drinks'],
};
const REASONS: Record<MenuItem['popularity'], string> = {
  high: 'A favourite here',
  medium: 'Often ordered',
  low: 'Rounds off the order',
};

function orderItem(item: MenuItem, quantity: number, partySize: number): OrderItem {
  const { id, name, category, portion, price, popularity, image } = item;
  const reason = `${REASONS[popularity]}${portion === 'shareable' && partySize > 1 ? ', good to share' : ''}`;
  return { id, name, category, portion, price, quantity, popularity, image, reason };
}

function courseReason(course: Course, items: readonly OrderItem[], partySize: number): string[] {
  const count = items
    .filter(({ category }) => category === course)
    .reduce((sum, { quantity }) => sum + quantity, 0);
  if (count === 0) return [];
  const [one, many] = NAMES[course];
  const what = `${count} ${count === 1 ? one : many}`;
  if (partySize === 1) return [`Added ${what}`];
  if (count === partySize) return [`Added ${what}, one for each`];
  return [`Added ${what}${course === 'drink' ? '' : ' to share'}`];
}

function priceReasons(items: readonly OrderItem[], each: number): string[] {
  if (items.length === 0) return [];
  const isUnknown = items.some(({ price }) => price === null);
  const price = each > PREMIUM ? 'Premium' : each < BUDGET && !isUnknown ? 'Budget-friendly' : null;
  return [
    ...(price ? [`${price}: ${dollars(each)} per person`] : []),
    ...(isUnknown ? ['Some prices unknown'] : []),
  ];
}

const labelOf = (restriction: Dietary) => restriction.replaceAll('-', ' ');

/** What the menu does not prove of what was picked. */
const cautions = (picked: readonly MenuItem[], restrictions: readonly Dietary[]): string[] =>
  restrictions
    .filter((restriction) => picked.some((item) => suits(item, restriction) === null))
    .map((restriction) => `Check with the restaurant about ${labelOf(restriction)}`);

function sharability(items: readonly OrderItem[], partySize: number, hungerLevel: HungerLevel): string {
  if (items.length === 0) return 'Nothing to share';
  if (partySize === 1)
    return {
      light: 'A light plate for one',
      moderate: 'A meal for one',
      'very-hungry': 'A big meal for one',
    }[hungerLevel];
  const perPerson = items.reduce((sum, { quantity }) => sum + quantity, 0) / partySize;
  if (perPerson >= 1.5) return 'Generous: plenty for everybody to share';
  return perPerson >= 1 ? 'Family-style: a dish for everybody' : 'Lighter: a few dishes between all';
}
