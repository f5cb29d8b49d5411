import { scoresOf } from '../features/lists/ranking/order.rules.js';
import { type CityCalendar, dateOf, newYorkInstant } from './calendar.js';
import { cast } from './cast.js';
import type { Relation, Visit } from './demo-city.js';
import type { Circle } from './follows.js';
import type { Outing } from './outings.js';
import type { Citizen } from './people.js';
import { orderFrom, Phrasebook, type Subject } from './phrasing.js';
import type { House } from './restaurants.js';
import { SeededRandom } from './seeded-random.js';
import { suits, type Taste, wouldGo } from './taste.js';
import { beenNotes, recommendNotes, repeatNotes, wantNotes } from './word-lists/note-lines.js';
import type { Mood } from './word-lists/review-lines.js';

/** One visit with what stands around it: reviews and activities are written from here. */
export type Occasion = {
  visit: Visit;
  relation: Relation;
  citizen: Citizen;
  house: House;
  companions: Citizen[];
  /** 1 for the first visit to this place */
  ordinal: number;
};

export type Kept = { relations: Relation[]; occasions: Occasion[] };

/** Turns outings into been with their visits, and adds what people wish for and recommend. */
export class ListKeeper {
  private readonly random = new SeededRandom('relations');
  private readonly notes = new Phrasebook(new SeededRandom('notes'), 4, 60);
  private readonly relations: Relation[] = [];
  private readonly byPlace = new Map<string, Relation>();

  constructor(
    private readonly citizens: readonly Citizen[],
    private readonly houses: readonly House[],
    private readonly circle: Circle,
    private readonly taste: Taste,
    private readonly calendar: CityCalendar,
  ) {}

  keep(outings: readonly Outing[]): Kept {
    const occasions = outings.flatMap((outing) => this.sitDown(outing));
    occasions.forEach(({ visit }, index) => {
      visit.id = index + 1;
    });
    this.makeWishes();
    const comparing = new SeededRandom('comparing');
    rank(this.relations, () => comparing.chance(0.6));
    this.recommend();
    return { relations: this.relations, occasions };
  }

  private sitDown({ house, people, day, toldAt }: Outing): Occasion[] {
    return people.map((citizen, seat) => {
      const companions = people.filter(
        (other) => other !== citizen && this.circle.follows(citizen.id, other.id),
      );
      // Everybody at the table writes in their own time, some minutes apart.
      const createdAt = this.calendar.untilNow(
        new Date(toldAt.getTime() + (seat === 0 ? 0 : (seat * 17 + this.random.int(1, 14)) * 60_000)),
        toldAt,
      );
      const known = this.byPlace.get(keyOf(citizen, house));
      const relation = known ?? this.firstTime(citizen, house, companions, createdAt);
      const visit: Visit = {
        id: 0,
        userId: citizen.id,
        restaurantId: house.restaurant.id,
        visitDate: dateOf(day),
        companionIds: companions.map(({ id }) => id),
        notes:
          known && this.random.chance(0.55)
            ? this.notes.say(repeatNotes, this.subjectOf(citizen, house, companions))
            : null,
        createdAt,
      };
      relation.visitCount += 1;
      relation.visitDate = visit.visitDate;
      relation.updatedAt = createdAt;
      relation.companionIds = visit.companionIds;
      return { visit, relation, citizen, house, companions, ordinal: relation.visitCount };
    });
  }

  private firstTime(
    citizen: Citizen,
    house: House,
    companions: readonly Citizen[],
    createdAt: Date,
  ): Relation {
    const rating = this.random.chance(0.03) ? null : this.taste.ratingOf(citizen, house);
    const mood = rating === null ? 'good' : moodOf(rating);
    const favorites =
      rating !== null && rating >= 6.7 && this.random.chance(0.75) ? this.random.int(1, 3) : 0;
    const relation: Relation = {
      ...this.blank(citizen, house, createdAt),
      status: 'been',
      rating,
      ratingSource: rating === null ? null : 'manual',
      sentiment: rating === null ? null : rating >= 6.7 ? 'liked' : rating >= 3.4 ? 'fine' : 'disliked',
      notes: this.random.chance(0.62)
        ? this.notes.say(beenNotes[mood], this.subjectOf(citizen, house, companions))
        : null,
      tags: this.random.chance(0.45) ? this.random.sample(house.restaurant.tags, this.random.int(1, 2)) : [],
      goodFor: this.random.chance(0.35) ? this.random.sample(house.restaurant.goodFor, 1) : [],
      favoriteDishes: orderFrom(edible(citizen, house), favorites, this.random).map(({ name }) => name),
      isStealth: this.random.chance(0.012),
    };
    return this.add(citizen, house, relation);
  }

  /** Friends put the same new places on their lists, which is what group dinners live on. */
  private makeWishes(): void {
    const talkOfTheTown = this.random.sample(this.houses, 70);
    for (const citizen of this.citizens) {
      if (citizen.id === cast.hannah.id) continue;
      const wanted = this.random.int(5, 13) + (citizen.id === cast.maya.id ? 8 : 0);
      for (let wish = 0; wish < wanted; wish++) {
        const pool = this.random.chance(0.62) ? talkOfTheTown : this.houses;
        const open = pool.filter(
          (house) => !this.byPlace.has(keyOf(citizen, house)) && wouldGo(citizen, house),
        );
        if (open.length === 0) continue;
        const house = this.random.pickWeighted(
          open,
          (one) =>
            Math.max(0.2, one.quality - 6.2) + Math.max(0, this.taste.forKitchen(citizen, one.kitchen)),
        );
        this.wishFor(citizen, house, this.wishDay(citizen));
      }
    }
  }

  private wishFor(citizen: Citizen, house: House, createdAt: Date): void {
    const friends = this.citizens.filter(
      (other) =>
        this.circle.follows(citizen.id, other.id) && this.byPlace.get(keyOf(other, house))?.status === 'been',
    );
    const teller = friends.length > 0 ? [this.random.pick(friends)] : [];
    this.add(citizen, house, {
      ...this.blank(citizen, house, createdAt),
      status: 'want_to_try',
      notes: this.random.chance(0.62)
        ? this.notes.say(wantNotes, this.subjectOf(citizen, house, teller))
        : null,
    });
  }

  private wishDay(citizen: Citizen): Date {
    const kind = this.random.next();
    if (kind < 0.014) return this.calendar.minutesAgo(this.random.int(15, 680));
    if (kind < 0.11) {
      return newYorkInstant(this.calendar.daysAgo(this.random.int(2, 13)), this.random.int(9 * 60, 22 * 60));
    }
    const share = citizen.joinedAt + 0.01 + this.random.next() * (0.97 - citizen.joinedAt);
    return newYorkInstant(this.calendar.historyDay(share), this.random.int(9 * 60, 23 * 60));
  }

  /** The best of what somebody has been to, told to everybody. */
  private recommend(): void {
    for (const been of this.relations.filter(({ status }) => status === 'been')) {
      const chance = been.rating !== null && been.rating >= 8.6 && !been.isStealth ? 0.42 : 0;
      if (!this.random.chance(chance)) continue;
      const citizen = this.citizens[been.userId - 1];
      const house = this.houses[been.restaurantId - 1];
      if (!citizen || !house) continue;
      const told = new Date(been.createdAt.getTime() + this.random.int(20, 60 * 24 * 9) * 60_000);
      const createdAt = this.calendar.untilNow(told, been.createdAt);
      this.relations.push({
        ...this.blank(citizen, house, createdAt),
        id: this.relations.length + 1,
        status: 'recommended',
        rating: been.rating,
        ratingSource: 'manual',
        sentiment: been.sentiment,
        notes: this.random.chance(0.7)
          ? this.notes.say(recommendNotes, this.subjectOf(citizen, house, []))
          : null,
        favoriteDishes: been.favoriteDishes.slice(0, 2),
      });
    }
  }

  private add(citizen: Citizen, house: House, relation: Relation): Relation {
    const added = { ...relation, id: this.relations.length + 1 };
    this.relations.push(added);
    this.byPlace.set(keyOf(citizen, house), added);
    return added;
  }

  private blank(citizen: Citizen, house: House, createdAt: Date): Relation {
    return {
      id: 0,
      userId: citizen.id,
      restaurantId: house.restaurant.id,
      status: 'been',
      category: house.restaurant.category,
      rating: null,
      ratingSource: null,
      sentiment: null,
      rankIndex: null,
      notes: null,
      tags: [],
      goodFor: [],
      favoriteDishes: [],
      companionIds: [],
      visitDate: null,
      visitCount: 0,
      isStealth: false,
      createdAt,
      updatedAt: createdAt,
    };
  }

  private subjectOf(citizen: Citizen, house: House, friends: readonly Citizen[]): Subject {
    const [dish, dish2] = orderFrom(edible(citizen, house), 2, this.random);
    return {
      dish: dish?.name,
      dish2: dish2?.name,
      friend: friends.length > 0 ? this.random.pick(friends).firstName : undefined,
      hood: house.restaurant.neighborhood,
      cuisine: spokenCuisine(house),
      place: house.restaurant.name,
    };
  }
}

export function moodOf(rating: number): Mood {
  if (rating >= 8.6) return 'great';
  if (rating >= 7) return 'good';
  return rating >= 5 ? 'mixed' : 'poor';
}

/** What this person would order to eat: never a side; drinks only where one goes for them. */
export function edible(citizen: Citizen, house: House): House['menu'] {
  const food = house.menu.filter(({ category }) => category !== 'side' && category !== 'drink');
  const { category } = house.restaurant;
  const isSavory = category === 'restaurants' || category === 'other' || category === 'bars';
  const wanted = isSavory ? food.filter((item) => item.category !== 'dessert') : food;
  const suitable = wanted.filter((item) => suits(citizen, item));
  return suitable.length > 0 ? suitable : food.filter((item) => suits(citizen, item));
}

/** The cuisine as one says it, where one does: nobody has had the best bakery of the year. */
export function spokenCuisine({ kitchen, restaurant }: House): string | undefined {
  const spoken: Partial<Record<typeof kitchen, string>> = {
    italian: 'Italian',
    pizza: 'pizza',
    french: 'French food',
    spanish: 'Spanish food',
    greek: 'Greek food',
    sushi: 'sushi',
    ramen: 'ramen',
    cantonese: 'Cantonese food',
    sichuan: 'Sichuan food',
    korean: 'Korean food',
    thai: 'Thai food',
    vietnamese: 'Vietnamese food',
    indian: 'Indian food',
    mexican: 'Mexican food',
    peruvian: 'Peruvian food',
    seafood: 'seafood',
    caribbean: 'Caribbean food',
    ethiopian: 'Ethiopian food',
    espresso: 'coffee',
    teaHouse: 'tea',
    iceCream: 'ice cream',
  };
  return restaurant.cuisines.includes('barbecue') ? 'barbecue' : spoken[kitchen];
}

/**
 * Puts what people have been to in order, per person and category: best first, earlier first among equals. Some
 * places keep the number that the person gave; the others were ranked by comparing, and score by where they stand.
 */
function rank(relations: readonly Relation[], isCompared: () => boolean): void {
  const rated = relations
    .filter(({ status, rating }) => status === 'been' && rating !== null)
    .sort(
      (one, other) =>
        (other.rating ?? 0) - (one.rating ?? 0) ||
        one.createdAt.getTime() - other.createdAt.getTime() ||
        one.id - other.id,
    );
  const lists = Map.groupBy(rated, ({ userId, category }) => `${userId} ${category}`);
  for (const list of lists.values()) {
    const order = list.map(({ restaurantId, rating, sentiment }) => ({
      restaurantId,
      sentiment: sentiment ?? 'liked',
      fixed: isCompared() ? null : Math.round((rating ?? 0) * 10),
    }));
    scoresOf(order).forEach((tenths, index) => {
      const relation = list[index];
      if (!relation) return;
      relation.rankIndex = index;
      relation.rating = tenths / 10;
      relation.ratingSource = order[index]?.fixed === null ? 'ranked' : 'manual';
    });
  }
}

function keyOf(citizen: Citizen, house: House): string {
  return `${citizen.id} ${house.restaurant.id}`;
}
