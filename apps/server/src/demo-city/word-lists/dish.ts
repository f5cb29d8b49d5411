export type MenuCategory = 'appetizer' | 'entree' | 'side' | 'dessert' | 'drink';
export type Portion = 'small' | 'medium' | 'large' | 'shareable';
export type MealTime = 'breakfast' | 'lunch' | 'dinner' | 'any-time';

/** One dish as a kitchen knows it; a restaurant's menu puts its own price and popularity on it. */
export type Dish = {
  name: string;
  description: string;
  category: MenuCategory;
  /** In US dollars at a `$$` place. */
  price: number;
  portion: Portion;
  isVegetarian: boolean;
  isVegan: boolean;
  isGlutenFree: boolean;
  spice: number | null;
  mealTime: MealTime[];
};

type DishLine = Omit<Dish, 'category' | 'portion' | 'mealTime'> & {
  portion: Portion | null;
  mealTime: MealTime[];
};

const portions = new Set<string>(['small', 'medium', 'large', 'shareable']);
const meals = new Set<string>(['breakfast', 'lunch', 'dinner', 'any-time']);
const usualPortion: Record<MenuCategory, Portion> = {
  appetizer: 'small',
  entree: 'medium',
  side: 'small',
  dessert: 'small',
  drink: 'small',
};

/**
 * One line of a kitchen's word list. `marks` holds `v` vegetarian, `vg` vegan (which includes `v`),
 * `gf` gluten-free, `hot1`..`hot5`, a portion, and meals, in any order.
 */
export function dish(name: string, price: number, marks: string, description: string): DishLine {
  const line: DishLine = {
    name,
    description,
    price,
    portion: null,
    isVegetarian: false,
    isVegan: false,
    isGlutenFree: false,
    spice: null,
    mealTime: [],
  };
  for (const mark of marks.split(' ').filter((text) => text !== '')) {
    if (mark === 'v' || mark === 'vg') {
      line.isVegetarian = true;
      line.isVegan ||= mark === 'vg';
    } else if (mark === 'gf') line.isGlutenFree = true;
    else if (/^hot[1-5]$/.test(mark)) line.spice = Number(mark.slice(3));
    else if (portions.has(mark)) line.portion = mark as Portion;
    else if (meals.has(mark)) line.mealTime.push(mark as MealTime);
    else throw new Error(`unknown mark "${mark}" on ${name}`);
  }
  return line;
}

/** A kitchen's dishes by course. Without meals of its own a dish is served at `meals`. */
export function kitchen(meals: MealTime[], courses: Partial<Record<MenuCategory, DishLine[]>>): Dish[] {
  return (Object.entries(courses) as [MenuCategory, DishLine[]][]).flatMap(([category, lines]) =>
    lines.map((line) => ({
      ...line,
      category,
      portion: line.portion ?? usualPortion[category],
      mealTime: line.mealTime.length > 0 ? line.mealTime : category === 'drink' ? ['any-time'] : meals,
    })),
  );
}
