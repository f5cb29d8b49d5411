import type { CityCalendar } from './calendar.js';
import { cast } from './cast.js';
import type { HelpfulMark, Review } from './demo-city.js';
import type { Circle } from './follows.js';
import type { Citizen } from './people.js';
import { orderFrom, Phrasebook, type Subject } from './phrasing.js';
import { edible, moodOf, type Occasion, spokenCuisine } from './relations.js';
import type { House } from './restaurants.js';
import { SeededRandom } from './seeded-random.js';
import { suits } from './taste.js';
import { type Part, reviewLines, reviewTitles, type Setting } from './word-lists/review-lines.js';

/** Which sentences a review is made of, and how often it has that shape. */
const shapes: readonly (readonly [weight: number, parts: readonly Part[]])[] = [
  [14, ['food']],
  [8, ['opening']],
  [18, ['opening', 'food']],
  [12, ['food', 'closing']],
  [10, ['food', 'around']],
  [15, ['opening', 'food', 'around']],
  [12, ['opening', 'food', 'closing']],
  [6, ['food', 'around', 'closing']],
  [10, ['opening', 'food', 'around', 'closing']],
  [5, ['opening', 'food', 'food', 'around']],
];
const wantedReviews = 560;

/** Reviews of about four in ten places that somebody has rated: the tastemakers write most of them. */
export function writeReviews(occasions: readonly Occasion[], calendar: CityCalendar): Review[] {
  const random = new SeededRandom('reviews');
  const book = new Phrasebook(new SeededRandom('sentences'), 3, 10);
  const titles = new Phrasebook(new SeededRandom('titles'), 6, 40);
  // Each place once: the visit after which the review was written is the latest.
  const latest = new Map(occasions.map((occasion) => [occasion.relation.id, occasion]));
  const candidates = [...latest.values()].filter(
    ({ relation, citizen }) =>
      relation.rating !== null && !relation.isStealth && citizen.id !== cast.daniel.id,
  );
  const written = new Set<string>();
  const share = wantedReviews / candidates.length;
  return candidates
    .filter(({ citizen, relation }) => {
      const isOpinionated = (relation.rating ?? 7) >= 9 || (relation.rating ?? 7) < 5.5;
      const eagerness = citizen.role === 'tastemaker' ? 1.5 : 0.82;
      return random.chance(share * eagerness * (isOpinionated ? 1.25 : 0.95));
    })
    .flatMap((occasion) => writeReview(occasion, calendar, random, book, titles) ?? [])
    .filter((review) => !written.has(review.content) && written.add(review.content))
    .map((review, index) => ({ ...review, id: index + 1 }));
}

/** Readers mark what helped them: mostly followers, mostly the longer reviews. */
export function markHelpful(
  reviews: readonly Review[],
  citizens: readonly Citizen[],
  circle: Circle,
  calendar: CityCalendar,
): HelpfulMark[] {
  const random = new SeededRandom('helpful');
  return reviews.flatMap((review) => {
    const interest = 0.05 + Math.min(0.12, review.content.length / 2500);
    return citizens
      .filter(
        (reader) =>
          reader.id !== review.userId &&
          reader.id !== cast.hannah.id &&
          mayRead(reader, review.userId, citizens, circle) &&
          random.chance(circle.follows(reader.id, review.userId) ? interest : interest / 6),
      )
      .map((reader) => ({
        reviewId: review.id,
        userId: reader.id,
        createdAt: calendar.untilNow(
          new Date(review.createdAt.getTime() + random.int(6, 60 * 24 * 12) * 60_000),
          review.createdAt,
        ),
      }));
  });
}

function mayRead(reader: Citizen, authorId: number, citizens: readonly Citizen[], circle: Circle): boolean {
  return citizens[authorId - 1]?.isPublic === true || circle.follows(reader.id, authorId);
}

function writeReview(
  { visit, relation, citizen, house, companions }: Occasion,
  calendar: CityCalendar,
  random: SeededRandom,
  book: Phrasebook,
  titles: Phrasebook,
): Review | null {
  const rating = relation.rating ?? 0;
  const mood = moodOf(rating);
  const [dish, dish2, dish3] = orderFrom(edible(citizen, house), 3, random);
  const [drink] = orderFrom(ofCourse(house, citizen, 'drink'), 1, random);
  const [dessert] = orderFrom(ofCourse(house, citizen, 'dessert'), 1, random);
  const subject: Subject = {
    dish: dish?.name,
    dish2: dish2?.name,
    drink: drink?.name,
    dessert: dessert?.name,
    friend: companions.length > 0 ? random.pick(companions).firstName : undefined,
    hood: house.restaurant.neighborhood,
    cuisine: spokenCuisine(house),
    place: house.restaurant.name,
  };
  const settings = settingsOf(house);
  const [, parts] = random.pickWeighted(shapes, ([weight]) => weight);
  const said = new Set<string>();
  const sentences = parts.map((part, at) =>
    book.say(
      linesFor(mood, part, settings),
      // A second sentence about food is about other food.
      at > 1 && part === 'food' ? { ...subject, dish: dish3?.name, dish2: undefined } : subject,
      said,
    ),
  );
  const content = sentences.filter((sentence) => sentence !== null).join(' ');
  // When the book has nothing left to say about this place, neither has its guest.
  if (content === '') return null;
  const createdAt = calendar.untilNow(
    new Date(visit.createdAt.getTime() + random.int(4, random.chance(0.6) ? 90 : 60 * 30) * 60_000),
    visit.createdAt,
  );
  const mentioned = [dish, dish2, dish3, drink, dessert].filter(
    (item) =>
      item !== undefined &&
      content.toLowerCase().includes(item.name.replace(/ by the Glass$/, '').toLowerCase()),
  );
  return {
    id: 0,
    userId: citizen.id,
    restaurantId: house.restaurant.id,
    rating,
    title: random.chance(0.55) ? titles.say(reviewTitles[mood], subject) : null,
    content,
    tags: random.chance(0.4) ? random.sample(house.restaurant.goodFor, 1) : [],
    orderItems: [...new Set(mentioned.map((item) => item?.name ?? ''))],
    companionIds: [...visit.companionIds],
    visitDate: visit.visitDate,
    createdAt,
  };
}

function ofCourse(house: House, citizen: Citizen, course: 'drink' | 'dessert'): House['menu'] {
  return house.menu.filter((item) => item.category === course && suits(citizen, item));
}

function settingsOf({ kitchen, restaurant }: House): Setting[] {
  const { category, priceRange, acceptsReservations } = restaurant;
  const isPricey = priceRange === '$$$' || priceRange === '$$$$';
  const kinds: Record<typeof category, Setting[]> = {
    restaurants: kitchen === 'brunch' ? ['savory'] : ['table', 'savory'],
    bars: ['bar', 'savory'],
    bakeries: ['bakery'],
    coffee_tea: kitchen === 'espresso' ? ['cafe', 'coffee'] : ['cafe'],
    dessert: ['sweet'],
    other: ['counter', 'savory'],
  };
  return [
    'any',
    ...kinds[category],
    isPricey ? 'pricey' : 'modest',
    ...(acceptsReservations ? ['booked' as const] : []),
  ];
}

function linesFor(mood: keyof typeof reviewLines, part: Part, settings: readonly Setting[]): string[] {
  return settings.flatMap((setting) => reviewLines[mood][part][setting] ?? []);
}
