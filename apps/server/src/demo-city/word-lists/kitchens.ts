import type { Category } from '@beli/contract';
import type { HoursPattern } from '../hours.js';
import type { Dish } from './dish.js';
import * as americas from './dishes-americas.js';
import * as asia from './dishes-asia.js';
import * as counters from './dishes-bars-and-counters.js';
import * as europe from './dishes-europe.js';
import * as middleEastAndAfrica from './dishes-middle-east-and-africa.js';

/** What a kind of place cooks, when it opens, and what people say it is good for. */
export type Kitchen = {
  category: Category;
  cuisines: readonly string[];
  dishes: readonly Dish[];
  hours: readonly HoursPattern[];
  /** Share of such places that take reservations. */
  reservations: number;
  tags: readonly string[];
  goodFor: readonly string[];
};

const table = {
  category: 'restaurants',
  tags: ['cozy', 'lively', 'outdoor_seating', 'family_run', 'hidden_gem', 'walk_ins_welcome', 'quiet'],
  goodFor: ['date_night', 'groups', 'catching_up', 'birthdays', 'parents_visiting'],
} as const;
const quickTable = {
  category: 'restaurants',
  tags: ['counter_service', 'lively', 'hidden_gem', 'family_run', 'takeout', 'walk_ins_welcome'],
  goodFor: ['quick_lunch', 'solo_dining', 'families', 'casual_dinner', 'late_bite'],
} as const;
const grand = {
  category: 'restaurants',
  tags: ['special_occasion', 'tasting_menu', 'chef_counter', 'quiet', 'wine_list'],
  goodFor: ['date_night', 'special_occasion', 'business_dinner', 'birthdays', 'parents_visiting'],
} as const;
const bar = {
  category: 'bars',
  tags: ['cozy', 'lively', 'outdoor_seating', 'late_night', 'candlelit', 'walk_ins_welcome'],
  goodFor: ['first_date', 'after_work', 'groups', 'nightcap', 'catching_up'],
} as const;
const bakery = {
  category: 'bakeries',
  tags: ['takeout', 'line_out_the_door', 'family_run', 'outdoor_seating', 'hidden_gem'],
  goodFor: ['breakfast', 'weekend_treat', 'bringing_a_gift', 'solo_dining'],
} as const;
const cafe = {
  category: 'coffee_tea',
  tags: ['wifi', 'outdoor_seating', 'quiet', 'cozy', 'takeout', 'laptop_friendly'],
  goodFor: ['working', 'solo_dining', 'catching_up', 'reading'],
} as const;
const dessertPlace = {
  category: 'dessert',
  tags: ['takeout', 'late_night', 'family_run', 'lively', 'outdoor_seating'],
  goodFor: ['families', 'after_dinner', 'weekend_treat', 'first_date'],
} as const;
const otherPlace = {
  category: 'other',
  tags: ['counter_service', 'takeout', 'family_run', 'hidden_gem', 'standing_room'],
  goodFor: ['quick_lunch', 'solo_dining', 'late_bite', 'families'],
} as const;

const evening = ['dinnerOnly', 'dinnerOnly', 'split', 'dinnerDaily'] as const;
const lunchAndDinner = ['allDay', 'allDay', 'split', 'splitClosedMonday'] as const;

const all = {
  italian: { ...table, cuisines: ['italian'], dishes: europe.italian, hours: evening, reservations: 0.8 },
  pizza: {
    ...quickTable,
    cuisines: ['pizza', 'italian'],
    dishes: europe.pizza,
    hours: ['allDay', 'dinnerOnly'],
    reservations: 0.3,
  },
  french: { ...table, cuisines: ['french'], dishes: europe.french, hours: evening, reservations: 0.85 },
  spanish: {
    ...table,
    cuisines: ['spanish'],
    dishes: europe.spanish,
    hours: ['dinnerOnly', 'dinnerDaily'],
    reservations: 0.7,
  },
  greek: {
    ...table,
    cuisines: ['greek', 'mediterranean'],
    dishes: europe.greek,
    hours: lunchAndDinner,
    reservations: 0.7,
  },
  sushi: {
    ...grand,
    cuisines: ['sushi', 'japanese'],
    dishes: asia.sushi,
    hours: ['splitClosedMonday', 'split', 'dinnerOnly'],
    reservations: 0.9,
  },
  ramen: {
    ...quickTable,
    cuisines: ['ramen', 'japanese'],
    dishes: asia.ramen,
    hours: ['allDay', 'split'],
    reservations: 0.1,
  },
  izakaya: {
    ...table,
    cuisines: ['izakaya', 'japanese'],
    dishes: asia.izakaya,
    hours: ['dinnerDaily', 'lateEvening'],
    reservations: 0.6,
  },
  cantonese: {
    ...table,
    cuisines: ['chinese', 'cantonese'],
    dishes: asia.cantonese,
    hours: ['allDay'],
    reservations: 0.3,
  },
  sichuan: {
    ...table,
    cuisines: ['chinese', 'sichuan'],
    dishes: asia.sichuan,
    hours: ['allDay', 'splitClosedMonday'],
    reservations: 0.4,
  },
  korean: {
    ...table,
    cuisines: ['korean'],
    dishes: asia.korean,
    hours: ['allDay', 'dinnerDaily'],
    reservations: 0.5,
  },
  thai: { ...table, cuisines: ['thai'], dishes: asia.thai, hours: lunchAndDinner, reservations: 0.5 },
  vietnamese: {
    ...quickTable,
    cuisines: ['vietnamese'],
    dishes: asia.vietnamese,
    hours: ['allDay', 'splitClosedMonday'],
    reservations: 0.3,
  },
  indian: { ...table, cuisines: ['indian'], dishes: asia.indian, hours: lunchAndDinner, reservations: 0.6 },
  mexican: {
    ...table,
    cuisines: ['mexican'],
    dishes: americas.mexican,
    hours: ['allDay', 'dinnerDaily'],
    reservations: 0.5,
  },
  peruvian: {
    ...table,
    cuisines: ['peruvian'],
    dishes: americas.peruvian,
    hours: lunchAndDinner,
    reservations: 0.5,
  },
  newAmerican: {
    ...table,
    cuisines: ['american', 'new-american'],
    dishes: americas.newAmerican,
    hours: evening,
    reservations: 0.85,
  },
  steakhouse: {
    ...grand,
    cuisines: ['steakhouse', 'american'],
    dishes: americas.steakhouse,
    hours: ['dinnerDaily'],
    reservations: 1,
  },
  burgers: {
    ...quickTable,
    cuisines: ['burgers', 'american'],
    dishes: americas.burgers,
    hours: ['allDay'],
    reservations: 0,
  },
  seafood: {
    ...table,
    cuisines: ['seafood', 'american'],
    dishes: americas.seafood,
    hours: lunchAndDinner,
    reservations: 0.6,
  },
  southern: {
    ...table,
    cuisines: ['southern', 'american'],
    dishes: americas.southern,
    hours: ['allDay', 'splitClosedMonday'],
    reservations: 0.3,
  },
  caribbean: {
    ...quickTable,
    cuisines: ['caribbean'],
    dishes: americas.caribbean,
    hours: ['allDay'],
    reservations: 0.1,
  },
  brunch: {
    ...table,
    cuisines: ['brunch', 'american'],
    dishes: americas.brunch,
    hours: ['morning', 'morningClosedTuesday'],
    reservations: 0.3,
  },
  vegetable: {
    ...table,
    cuisines: ['vegetarian', 'vegan'],
    dishes: americas.vegetable,
    hours: lunchAndDinner,
    reservations: 0.6,
  },
  levantine: {
    ...table,
    cuisines: ['middle-eastern', 'mediterranean'],
    dishes: middleEastAndAfrica.levantine,
    hours: ['allDay', 'splitClosedMonday'],
    reservations: 0.5,
  },
  ethiopian: {
    ...table,
    cuisines: ['ethiopian'],
    dishes: middleEastAndAfrica.ethiopian,
    hours: ['dinnerDaily', 'splitClosedMonday'],
    reservations: 0.5,
  },
  cocktails: {
    ...bar,
    cuisines: ['cocktails'],
    dishes: counters.cocktails,
    hours: ['lateEvening', 'lateEvening', 'lateEveningClosedMonday'],
    reservations: 0.4,
  },
  wineBar: {
    ...bar,
    cuisines: ['wine-bar'],
    dishes: counters.wineBar,
    hours: ['lateEvening', 'lateEveningClosedMonday'],
    reservations: 0.5,
  },
  taproom: {
    ...bar,
    cuisines: ['beer', 'pub'],
    dishes: counters.taproom,
    hours: ['late'],
    reservations: 0.1,
  },
  patisserie: {
    ...bakery,
    cuisines: ['bakery', 'french'],
    dishes: counters.patisserie,
    hours: ['bakery', 'bakeryClosedMonday'],
    reservations: 0,
  },
  breadAndBagels: {
    ...bakery,
    cuisines: ['bakery', 'bagels'],
    dishes: counters.breadAndBagels,
    hours: ['bakery', 'bakeryClosedMonday'],
    reservations: 0,
  },
  espresso: { ...cafe, cuisines: ['coffee'], dishes: counters.espresso, hours: ['cafe'], reservations: 0 },
  teaHouse: { ...cafe, cuisines: ['tea'], dishes: counters.teaHouse, hours: ['afternoon'], reservations: 0 },
  iceCream: {
    ...dessertPlace,
    cuisines: ['ice-cream', 'dessert'],
    dishes: counters.iceCream,
    hours: ['afternoon'],
    reservations: 0,
  },
  sweets: {
    ...dessertPlace,
    cuisines: ['dessert'],
    dishes: counters.sweets,
    hours: ['afternoon'],
    reservations: 0.1,
  },
  deli: {
    ...otherPlace,
    cuisines: ['deli'],
    dishes: counters.deli,
    hours: ['cafe', 'allDay'],
    reservations: 0,
  },
  marketCounter: {
    ...otherPlace,
    cuisines: ['street-food'],
    dishes: counters.marketCounter,
    hours: ['market', 'allDay'],
    reservations: 0,
  },
} as const satisfies Record<string, Kitchen>;

export type KitchenName = keyof typeof all;
export const kitchens: Readonly<Record<KitchenName, Kitchen>> = all;

/**
 * Counters that sell one people's food: without this, a momo cart would sell hero sandwiches. Names of
 * dishes out of the shared word list.
 */
export const shortMenus: Readonly<Record<string, readonly string[]>> = {
  'Roosevelt Momo Cart': [
    'Lamb Momos',
    'Vegetable Momos',
    'Cumin Lamb Noodles',
    'Liang Pi',
    'Mango on a Stick',
    'Tamarind Cooler',
  ],
  'Prince Street Noodles': [
    'Cumin Lamb Noodles',
    'Liang Pi',
    'Hainanese Chicken',
    'Vegetable Momos',
    'Egg Waffle',
    'Sugarcane Juice',
  ],
  'Corner Halal': [
    'Halal Chicken over Rice',
    'Falafel Sandwich',
    'Spinach Empanadas',
    'Mango on a Stick',
    'Tamarind Cooler',
    'Iced Coffee',
  ],
  'Mama Abena’s Stand': [
    'Jollof Bowl',
    'Tostones',
    'Spinach Empanadas',
    'Mango on a Stick',
    'Tamarind Cooler',
    'Sugarcane Juice',
  ],
  'Essex Counter No. 12': [
    'Smoked Salmon Sandwich',
    'Falafel Sandwich',
    'Empanadas',
    'Spinach Empanadas',
    'Egg Waffle',
    'Iced Coffee',
    'House Kimchi',
  ],
  'Arepas Maracay': [
    'Arepa with Black Beans',
    'Empanadas',
    'Spinach Empanadas',
    'Pernil Plate',
    'Tostones',
    'Mango on a Stick',
    'Tamarind Cooler',
    'Sugarcane Juice',
  ],
  'Pier Nine Poke': [
    'Poke Bowl',
    'Hainanese Chicken',
    'House Kimchi',
    'Mango on a Stick',
    'Egg Waffle',
    'Iced Coffee',
    'Sugarcane Juice',
  ],
};

/** Places without pork and alcohol on their menu. */
export const halalPlaces: ReadonlySet<string> = new Set([
  'Corner Halal',
  'Damascus Gate',
  'Kebab & Biryani House',
  'Zaatar House',
]);
