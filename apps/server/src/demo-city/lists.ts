import { type CityCalendar, newYorkInstant } from './calendar.js';
import type { CustomList, Relation } from './demo-city.js';
import type { Citizen } from './people.js';
import { orderFrom, Phrasebook } from './phrasing.js';
import { edible } from './relations.js';
import type { House } from './restaurants.js';
import { SeededRandom } from './seeded-random.js';
import { suits, wouldGo } from './taste.js';
import { type ListIdea, listIdeas } from './word-lists/list-ideas.js';
import { listNotes, wantNotes } from './word-lists/note-lines.js';

/** The lists that people keep beside been and want to try, made of places they know (or want to). */
export function compileLists(
  citizens: readonly Citizen[],
  houses: readonly House[],
  relations: readonly Relation[],
  calendar: CityCalendar,
): CustomList[] {
  const random = new SeededRandom('lists');
  const notes = new Phrasebook(new SeededRandom('list notes'), 5, 60);
  return listIdeas.map((idea, index) => {
    const owner = citizens.find(({ username }) => username === idea.username);
    if (!owner) throw new Error(`a list belongs to nobody: ${idea.name}`);
    const createdAt = newYorkInstant(
      calendar.historyDay(Math.max(owner.joinedAt, 0.15) + random.next() * 0.5),
      random.int(18 * 60, 23 * 60),
    );
    const chosen = choose(idea, owner, houses, relations);
    return {
      id: index + 1,
      userId: owner.id,
      name: idea.name,
      description: idea.description,
      category: idea.category,
      isPublic: idea.isPublic,
      isRanked: idea.isRanked ?? false,
      items: (idea.isRanked ? chosen : random.shuffled(chosen)).map((house, position) => {
        const [dish, dish2] = orderFrom(worthMentioning(owner, house), 2, random);
        return {
          restaurantId: house.restaurant.id,
          note: random.chance(0.6)
            ? notes.say(idea.fromWishes ? wantNotes : listNotes, {
                dish: dish?.name,
                dish2: dish2?.name,
                hood: house.restaurant.neighborhood,
              })
            : null,
          addedAt: new Date(createdAt.getTime() + position * random.int(20, 4000) * 60_000),
        };
      }),
      createdAt,
    };
  });
}

/** Places out of the owner's own list first, best first; what is missing is filled with the best they would go to. */
function choose(
  idea: ListIdea,
  owner: Citizen,
  houses: readonly House[],
  relations: readonly Relation[],
): House[] {
  const status = idea.fromWishes ? 'want_to_try' : 'been';
  const own = relations
    .filter((one) => one.userId === owner.id && one.status === status && !one.isStealth)
    .filter((one) => idea.fromWishes || (one.rating ?? 0) >= 6.7)
    .sort((one, other) => (other.rating ?? 0) - (one.rating ?? 0) || one.id - other.id)
    .flatMap((one) => houses[one.restaurantId - 1] ?? [])
    .filter((house) => belongs(idea, house));
  const isKnown = new Set(relations.filter((one) => one.userId === owner.id).map((one) => one.restaurantId));
  const others = houses
    .filter((house) => belongs(idea, house) && !isKnown.has(house.restaurant.id) && wouldGo(owner, house))
    .sort((one, other) => other.quality - one.quality);
  return [...own, ...(idea.fromWishes ? [] : others)].slice(0, idea.size);
}

/** Whether a place is of the kind that a list is about. */
export function belongs(
  idea: Pick<ListIdea, 'category' | 'kitchens' | 'neighborhoods' | 'prices' | 'goodFor'>,
  { kitchen, restaurant }: House,
): boolean {
  return (
    (idea.kitchens === undefined ? restaurant.category === idea.category : idea.kitchens.includes(kitchen)) &&
    (idea.neighborhoods?.includes(restaurant.neighborhood) ?? true) &&
    (idea.prices?.includes(restaurant.priceRange) ?? true) &&
    (idea.goodFor?.some((purpose) => restaurant.goodFor.includes(purpose)) ?? true)
  );
}

/** In a café people speak of what they drink. */
function worthMentioning(owner: Citizen, house: House): House['menu'] {
  const drinks = house.menu.filter((item) => item.category === 'drink' && suits(owner, item));
  return house.restaurant.category === 'coffee_tea' && drinks.length > 1 ? drinks : edible(owner, house);
}
