import { slugOf } from '../features/featured-lists/featured-lists.rules.js';
import { type CityCalendar, newYorkInstant } from './calendar.js';
import type { FeaturedList } from './demo-city.js';
import { belongs } from './lists.js';
import type { Citizen } from './people.js';
import type { House } from './restaurants.js';
import { featuredIdeas } from './word-lists/post-lines.js';

/** Lists of the house, of the best places that belong on them; their ids follow those of `firstId`. */
export function featureLists(
  citizens: readonly Citizen[],
  houses: readonly House[],
  firstId: number,
  calendar: CityCalendar,
): FeaturedList[] {
  return featuredIdeas.map((idea, position) => {
    const createdAt = newYorkInstant(calendar.historyDay(0.3 + position / 10), 11 * 60);
    const curator = citizens.find(({ username }) => username === idea.curator);
    return {
      id: firstId + position,
      slug: slugOf(idea.name),
      name: idea.name,
      description: idea.description,
      category: idea.category,
      city: 'New York',
      tags: [...idea.tags],
      curatorId: curator?.id ?? null,
      position,
      restaurantIds: houses
        .filter((house) => belongs(idea, house))
        .sort((one, other) => other.quality - one.quality || one.restaurant.id - other.restaurant.id)
        .slice(0, idea.size)
        .map(({ restaurant }) => restaurant.id),
      createdAt,
    };
  });
}
