import type { CityCalendar } from './calendar.js';
import { newYorkInstant } from './calendar.js';
import type { MenuItem, Restaurant } from './demo-city.js';
import { weekOf } from './hours.js';
import { writeMenu } from './menus.js';
import { neighborhoodNamed, pointIn } from './people.js';
import { SeededRandom } from './seeded-random.js';
import { halalPlaces, type KitchenName, kitchens } from './word-lists/kitchens.js';
import type { Neighborhood } from './word-lists/neighborhoods.js';
import { type Place, places } from './word-lists/places.js';

/** A restaurant together with what only the generator knows about it. */
export type House = {
  restaurant: Restaurant;
  kitchen: KitchenName;
  menu: MenuItem[];
  /** How good it is, on the rating scale, before anybody's taste. */
  quality: number;
};

/** Every place of the city, in random order, so that an id says nothing about the kitchen. */
export function openRestaurants(calendar: CityCalendar): House[] {
  const random = new SeededRandom('restaurants');
  const phones = new PhoneBook(random);
  let menuItems = 0;
  return random.shuffled(places).map((place, index) => {
    const restaurant = openRestaurant(index + 1, place, phones, calendar, random);
    const menu = writeMenu(place, restaurant, menuItems + 1);
    menuItems += menu.length;
    restaurant.popularDishes = [...menu]
      .filter(({ category }) => category !== 'side')
      .sort((one, other) => other.popularityScore - one.popularityScore || one.id - other.id)
      .slice(0, random.int(2, 4))
      .map(({ name }) => name);
    return { restaurant, kitchen: place.kitchen, menu, quality: qualityOf(random) };
  });
}

function openRestaurant(
  id: number,
  place: Place,
  phones: PhoneBook,
  calendar: CityCalendar,
  random: SeededRandom,
): Restaurant {
  const kitchen = kitchens[place.kitchen];
  const area = neighborhoodNamed(place.neighborhood);
  const slug = slugOf(place.name);
  const takesReservations = random.chance(kitchen.reservations * (place.price === '$' ? 0.3 : 1));
  const hasUnknownHours = random.chance(0.02) && place.hours === undefined;
  return {
    id,
    name: place.name,
    category: kitchen.category,
    cuisines: [...new Set([...kitchen.cuisines, ...place.cuisines])].slice(0, 3),
    priceRange: place.price,
    address: addressIn(area, random),
    neighborhood: area.name,
    city: 'New York',
    state: 'NY',
    country: 'US',
    zipCode: area.zipCode,
    coordinates: pointIn(area, random),
    timezone: 'America/New_York',
    phone: random.chance(0.78) ? phones.next(area.areaCode) : null,
    website: random.chance(0.8) ? `https://${slug}.example.com` : null,
    hours: hasUnknownHours ? null : weekOf(place.hours ?? random.pick(kitchen.hours), random),
    acceptsReservations: takesReservations,
    reservationLink: takesReservations && random.chance(0.8) ? `https://reserve.example.com/${slug}` : null,
    tags: [...random.sample(kitchen.tags, random.int(1, 3)), ...dietTags(place)],
    goodFor: random.sample(kitchen.goodFor, random.int(2, 3)),
    popularDishes: [],
    createdAt: newYorkInstant(calendar.firstDay - 320 + Math.floor(id / 3), 9 * 60 + (id % 60)),
  };
}

/** Most places are good, a few are wonderful and a few are not. */
function qualityOf(random: SeededRandom): number {
  const base = 7.42 + random.bell() * 0.8;
  return random.chance(0.08) ? base - 1.6 : base;
}

function dietTags(place: Place): string[] {
  if (place.kitchen === 'vegetable') return ['vegetarian', 'vegan_options'];
  if (place.kitchen === 'ethiopian') return ['vegan_options', 'gluten_free_options'];
  if (halalPlaces.has(place.name)) return ['halal'];
  if (place.kitchen === 'mexican' || place.kitchen === 'peruvian') return ['gluten_free_options'];
  if (place.kitchen === 'indian' || place.kitchen === 'thai') return ['vegetarian_friendly'];
  return [];
}

function addressIn(area: Neighborhood, random: SeededRandom): string {
  const [street, from, to] = random.pick(area.streets);
  const number = random.int(from, to);
  return area.hyphenatedNumbers
    ? `${number}-${String(random.int(1, 60)).padStart(2, '0')} ${street}`
    : `${number} ${street}`;
}

/** Ascii words joined by hyphens, for an address on an example domain. */
function slugOf(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f’.]/g, '')
    .replaceAll('đ', 'd')
    .replaceAll('&', 'and')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** Numbers 555-0100 to 555-0199 are kept free for fiction; each is given out once per area code. */
class PhoneBook {
  private readonly free: Record<'212' | '718' | '646' | '347', number[]>;

  constructor(random: SeededRandom) {
    const all = Array.from({ length: 100 }, (_, line) => line);
    this.free = {
      212: random.shuffled(all),
      718: random.shuffled(all),
      646: random.shuffled(all),
      347: random.shuffled(all),
    };
  }

  next(areaCode: '212' | '718'): string | null {
    for (const code of areaCode === '212' ? (['212', '646'] as const) : (['718', '347'] as const)) {
      const line = this.free[code].pop();
      if (line !== undefined) return `+1 ${code} 555 01${String(line).padStart(2, '0')}`;
    }
    return null;
  }
}
