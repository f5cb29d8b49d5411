import type { MenuItem, PriceRange, Restaurant } from './demo-city.js';
import { SeededRandom } from './seeded-random.js';
import type { Dish, MenuCategory } from './word-lists/dish.js';
import { halalPlaces, kitchens, shortMenus } from './word-lists/kitchens.js';
import type { Place } from './word-lists/places.js';

const priceLevel: Record<PriceRange, number> = { $: 0.8, $$: 1, $$$: 1.3, $$$$: 1.75 };
const courseOrder: readonly MenuCategory[] = ['appetizer', 'entree', 'side', 'dessert', 'drink'];

/** How many dishes of each course go on a full menu, at least and at most. */
const courseSizes: Record<MenuCategory, readonly [number, number]> = {
  appetizer: [2, 4],
  entree: [3, 6],
  side: [1, 2],
  dessert: [1, 2],
  drink: [1, 2],
};
/** Bars pour, bakeries and dessert places bake: there one course is the reason to come. */
const mainCourse: Partial<Record<string, MenuCategory>> = {
  bars: 'drink',
  bakeries: 'dessert',
  coffee_tea: 'drink',
  dessert: 'dessert',
};

/** The menu of one place out of what its kitchen can cook, between six and sixteen items. */
export function writeMenu(place: Place, restaurant: Restaurant, firstId: number): MenuItem[] {
  const random = new SeededRandom(`menu of ${place.name}`);
  const kitchen = kitchens[place.kitchen];
  const level = priceLevel[place.price] * (0.94 + random.next() * 0.12);
  const chosen = chooseDishes(place, kitchen.category, kitchen.dishes, random);
  const stars = random.sample(
    chosen.filter((dish) => dish.category === (mainCourse[kitchen.category] ?? 'entree')),
    2,
  );
  return chosen.map((dish, index) => {
    const isStar = stars.includes(dish);
    return {
      id: firstId + index,
      restaurantId: restaurant.id,
      name: dish.name,
      category: dish.category,
      description: dish.description,
      price: priceOf(dish.price * level, place.price),
      portion: dish.portion,
      popularityScore: isStar ? random.int(86, 98) : random.int(28, 84),
      isVegetarian: dish.isVegetarian,
      isVegan: dish.isVegan,
      isGlutenFree: dish.isGlutenFree,
      spice: dish.spice,
      mealTime: [...dish.mealTime],
      tags: [...contentsOf(dish), ...(isStar ? ['signature'] : [])],
    };
  });
}

function chooseDishes(place: Place, category: string, dishes: readonly Dish[], random: SeededRandom): Dish[] {
  const short = shortMenus[place.name];
  if (short) return dishes.filter(({ name }) => short.includes(name));
  const allowed = halalPlaces.has(place.name)
    ? dishes.filter((dish) => !contentsOf(dish).some((tag) => tag === 'pork' || tag === 'alcohol'))
    : dishes;
  const chosen = courseOrder.flatMap((course) => {
    const [least, most] = mainCourse[category] === course ? [5, 8] : courseSizes[course];
    return random.sample(
      allowed.filter((dish) => dish.category === course),
      random.int(least, most),
    );
  });
  return chosen.slice(0, 16);
}

/** Simple places price in quarters below the dollar, the others in whole dollars. */
function priceOf(dollars: number, price: PriceRange): number {
  if (price === '$$$' || price === '$$$$') return Math.max(3, Math.round(dollars));
  if (price === '$$' && dollars >= 8) return Math.round(dollars);
  const quarters = Math.max(8, Math.round(dollars * 4));
  return quarters % 4 === 0 && price === '$' && dollars > 4 ? quarters / 4 - 0.01 : quarters / 4;
}

const contents: readonly (readonly [tag: string, pattern: RegExp])[] = [
  [
    'pork',
    /\b(pork|bacon|ham|prosciutto|guanciale|chorizo|pancetta|lardons?|pastrami roll|char siu|chashu|carnitas|pastor|soppressata|pepperoni|(?<!chicken )sausages?|salami|jamón|ibérico|andouille|pernil|coppa|saucisson|spare ribs|spam|bratwurst|mandu|gyoza|pibil|samgyeopsal|jambon|charcuterie)\b/i,
  ],
  [
    'beef',
    /\b(beef|steak|brisket|short rib|(?:cheese)?burger|oxtail|ribeye|filet|porterhouse|pastrami|corned|asada|galbi|birria|burnt ends|strip|frank|patty melt|chopped cheese|bavette|phở bò|tartare)\b/i,
  ],
  ['lamb', /\b(lamb|goat|cordero|kofta|rogan|moussaka)\b/i],
  [
    'poultry',
    /\b(chicken|duck|turkey|wings|hen|gallina|pollo|karaage|tsukune|yakitori|confit|taouk|larb gai|phở gà|doro)\b/i,
  ],
  [
    'fish',
    /\b(fish|salmon|tuna|cod|branzino|bass|bream|halibut|sole|snapper|mackerel|trout|swordfish|eel|hamachi|toro|unagi|anchov(?:y|ies)|boquerones|sardines|lox|whitefish|catfish|haddock|fluke|dashi|bonito|dried fish|kingfish|nigiri|sashimi|yellowtail|flounder)\b/i,
  ],
  [
    'shellfish',
    /\b(shrimp|prawn|crab|lobster|clams?|mussels|oysters?|scallops?|squid|octopus|calamari|gambas|littlenecks?|mariscos|seafood|moules|vongole|cangrejo)\b/i,
  ],
  ['peanuts', /\bpeanuts?\b/i],
  [
    'nuts',
    /\b(almonds?|walnuts?|hazelnuts?|pistachios?|cashews?|pecans?|frangipane|praline|financier|romesco|pine nuts|macaron)\b/i,
  ],
  [
    'dairy',
    /\b(cheeses?|cheddar|butter(?!cup)|brown butter|cream|milk|yogurt|ricotta|mozzarella|burrata|parmes\w*|parmigiano|pecorino|scamorza|provolone|taleggio|feta|graviera|halloumi|labneh|paneer|ghee|gruyère|comté|swiss|mascarpone|gelato|latte|cortado|cappuccino|flat white|crema|queso|cotija|béchamel|custard|hollandaise|buttermilk|whipped|fontina|manchego|stracciatella|cheesecake|tzatziki|raita|lassi|kulfi|shake|sundae|ice cream|ayib|scoop|croissant|brioche|caramel)\b/i,
  ],
  ['soy', /\b(soy|tofu|miso|edamame|tempeh)\b/i],
  [
    'alcohol',
    /\b(gin|vodka|rum|tequila|mezcal|bourbon|rye, (?:banana|sweet)|whisk(?:e)?y|wine|by the glass|lager|beer|IPA|stout|pilsner|cider|sour of the month|tasting flight|sake|soju|makgeolli|shochu|spritz|negroni|martini|manhattan|prosecco|cava|champagne|crémant|vermouth|pisco|amaro|ouzo|arak|sherry|tej|mimosa|sapporo|asahi|singha|tsingtao|birra)\b/i,
  ],
];
const withoutAlcohol =
  /zero-proof|no alcohol|rum and vanilla|ginger beer|white wine, (?:shallots|garlic|chili)|red wine vinegar/i;
const oilOnly = /there is no fish|outside the shell|fish sauce\b/i;

/** What somebody with an allergy or a rule has to know. */
function contentsOf(dish: Dish): string[] {
  const text = `${dish.name} ${dish.description}`;
  const found = contents
    .filter(([tag, pattern]) => pattern.test(text) && !(tag === 'alcohol' && !isAlcoholic(dish, text)))
    .map(([tag]) => tag)
    // A vegetarian dish is never tagged with an animal that its name only plays with.
    .filter((tag) => !(dish.isVegetarian && animals.has(tag)) && !(dish.isVegan && tag === 'dairy'));
  const hasMeat = ['pork', 'beef', 'lamb', 'poultry'].some((tag) => found.includes(tag));
  const isFish = found.includes('fish') || found.includes('shellfish') || oilOnly.test(text);
  return !hasMeat && isFish && !dish.isVegetarian ? [...found, 'pescatarian'] : found;
}

const animals = new Set(['pork', 'beef', 'lamb', 'poultry', 'fish', 'shellfish']);

function isAlcoholic(dish: Dish, text: string): boolean {
  return dish.category === 'drink' && !withoutAlcohol.test(text);
}
