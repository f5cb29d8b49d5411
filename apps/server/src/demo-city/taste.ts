import type { MenuItem } from './demo-city.js';
import type { Citizen } from './people.js';
import type { House } from './restaurants.js';
import { SeededRandom } from './seeded-random.js';
import type { KitchenName } from './word-lists/kitchens.js';
import type { Circle } from './word-lists/people.js';

/**
 * Who likes what, as points on the rating scale. Half of a person's taste is that of their friends,
 * so that close people agree and comparing two lists tells something.
 */
export class Taste {
  private readonly byCircle = new Map<string, number>();
  private readonly own = new Map<string, number>();
  private readonly ratings = new Map<string, number>();

  /** How much more (or less) than average this person likes that kind of food. */
  forKitchen(citizen: Citizen, kitchen: KitchenName): number {
    const { circles, loves } = citizen.character;
    const shared = circles.reduce((sum, circle) => sum + this.ofCircle(circle, kitchen), 0);
    const own = draw(this.own, `taste of ${citizen.username} for ${kitchen}`);
    const love = loves.includes(kitchen) ? 0.45 : 0;
    return 0.35 * (circles.length === 0 ? 0 : shared / circles.length) + 0.3 * own + love;
  }

  /** The rating that this person would give, to one decimal; the same each time it is asked. */
  ratingOf(citizen: Citizen, house: House): number {
    const key = `${citizen.id} ${house.restaurant.id}`;
    const known = this.ratings.get(key);
    if (known !== undefined) return known;
    const random = new SeededRandom(`rating by ${citizen.username} of ${house.restaurant.name}`);
    // Now and then an evening simply goes wrong.
    const mishap = random.chance(0.07) ? 1.2 + random.next() * 2.8 : 0;
    const liked =
      house.quality +
      citizen.character.kindness +
      this.forKitchen(citizen, house.kitchen) +
      random.bell() * 0.72 -
      mishap;
    // The top of the scale is narrow: above 9 every further tenth is harder to earn.
    const rating = liked > 9 ? 9 + (liked - 9) * 0.55 : liked;
    const rounded = Math.round(Math.max(0.8, Math.min(10, rating)) * 10) / 10;
    this.ratings.set(key, rounded);
    return rounded;
  }

  private ofCircle(circle: Circle, kitchen: KitchenName): number {
    return draw(this.byCircle, `taste of ${circle} for ${kitchen}`);
  }
}

/** Would this person eat (or drink) it? */
export function suits(citizen: Citizen, item: MenuItem): boolean {
  return citizen.dietaryRestrictions.every((diet) => {
    switch (diet) {
      case 'vegetarian':
        return item.isVegetarian;
      case 'vegan':
        return item.isVegan;
      case 'gluten-free':
        return item.isGlutenFree;
      case 'pescatarian':
        return item.isVegetarian || item.tags.includes('pescatarian');
      case 'halal':
        return !item.tags.includes('pork') && !item.tags.includes('alcohol');
      case 'no-pork':
        return !item.tags.includes('pork');
      case 'no-beef':
        return !item.tags.includes('beef');
      case 'nut-allergy':
        return !item.tags.includes('nuts') && !item.tags.includes('peanuts');
      case 'shellfish-allergy':
        return !item.tags.includes('shellfish');
      default:
        return true;
    }
  });
}

/** Is there enough on the menu for this person, and nothing that keeps them away? */
export function wouldGo(citizen: Citizen, house: House): boolean {
  if (house.restaurant.cuisines.some((cuisine) => citizen.dislikedCuisines.includes(cuisine))) return false;
  const dishes = house.menu.filter((item) => item.category !== 'side' && suits(citizen, item));
  return dishes.length >= 3 && dishes.some((item) => item.category !== 'drink');
}

function draw(memory: Map<string, number>, key: string): number {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const drawn = new SeededRandom(key).bell();
  memory.set(key, drawn);
  return drawn;
}
