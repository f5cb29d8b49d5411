import { type CityCalendar, newYorkInstant, recentDays, weekdayOf } from './calendar.js';
import { cast } from './cast.js';
import type { Circle } from './follows.js';
import { isDayOff } from './hours.js';
import type { Citizen } from './people.js';
import type { House } from './restaurants.js';
import { SeededRandom } from './seeded-random.js';
import { type Taste, wouldGo } from './taste.js';

/** Some people at one table on one day. Everything else that is told about a visit follows from it. */
export type Outing = {
  house: House;
  people: Citizen[];
  day: number;
  /** When the first of them says so. */
  toldAt: Date;
};

/** Outings of the long history; the same person is never out twice within `restIn` of them. */
const historyOutings = 1290;
const restIn = 14;

/** People who have been out on each of the last so many days, yesterday included. */
const streaks: Readonly<Record<string, number>> = {
  maya: 4,
  priya_eats: 9,
  mei_lin_wu: 6,
  jonah_adler: 3,
  gracekim: 5,
  will_tanaka: 7,
  nadia_kowalski: 3,
  simone_baptiste: 4,
};

/** What Maya did on the four days of her streak. */
const mayasWeek: Readonly<Record<number, readonly [category: string, company: readonly string[]]>> = {
  4: ['coffee_tea', []],
  3: ['restaurants', ['jonah_adler', 'gracekim']],
  2: ['bakeries', []],
  1: ['restaurants', ['jonah_adler']],
};

/** Everybody's visits in the order of time. */
export class OutingPlanner {
  private readonly random = new SeededRandom('outings');
  private readonly beenTo = new Map<number, Map<number, number>>();
  private readonly lastOuting = new Map<number, number>();
  private readonly willing = new Map<number, Set<House>>();
  /** Before anybody has told anybody: per person, then per house. */
  private readonly firstAppeal = new Map<number, Map<House, number>>();
  /** How often people of a circle have been to a house. */
  private readonly talk = new Map<string, number>();

  constructor(
    private readonly citizens: readonly Citizen[],
    houses: readonly House[],
    private readonly circle: Circle,
    private readonly taste: Taste,
    private readonly calendar: CityCalendar,
  ) {
    for (const citizen of citizens) {
      this.beenTo.set(citizen.id, new Map());
      const willing = houses.filter((house) => wouldGo(citizen, house));
      this.willing.set(citizen.id, new Set(willing));
      this.firstAppeal.set(citizen.id, new Map(willing.map((house) => [house, this.appeal(citizen, house)])));
    }
  }

  plan(): Outing[] {
    return [...this.history(), ...this.lastFortnight()];
  }

  private history(): Outing[] {
    const outings: Outing[] = [];
    for (let index = 0; index < historyOutings; index++) {
      const share = (index + 0.5) / historyOutings;
      const isFree = (citizen: Citizen) =>
        citizen.joinedAt <= share && index - (this.lastOuting.get(citizen.id) ?? -restIn) >= restIn;
      const host = this.random.pickWeighted(
        this.citizens.filter(isFree),
        (citizen) => citizen.character.places - 0.8 * (this.beenTo.get(citizen.id)?.size ?? 0),
      );
      const house = this.chooseHouse(host, () => true);
      const people = [host, ...this.company(host, house, isFree)];
      for (const person of people) this.lastOuting.set(person.id, index);
      // Moving to the day before keeps everybody's order: their next outing is at least four days away.
      let day = this.calendar.historyDay(share);
      for (let moved = 0; moved < 2 && isDayOff(house.restaurant.hours, weekdayOf(day)); moved++) day--;
      outings.push(this.outing(house, people, Math.max(day, this.calendar.firstDay)));
    }
    return outings;
  }

  /** The days that every feed begins with. Which weekday they are is open, so only places without a day off. */
  private lastFortnight(): Outing[] {
    const outings: Outing[] = [];
    const isOpenDaily = ({ restaurant: { hours } }: House) =>
      hours !== null && ![0, 1, 2, 3, 4, 5, 6].some((weekday) => isDayOff(hours, weekday));
    for (let days = recentDays - 1; days >= 1; days--) {
      const isOut = new Set<number>();
      const goOut = (host: Citizen, house: House, guests: Citizen[]) => {
        const people = [host, ...guests];
        for (const person of people) isOut.add(person.id);
        outings.push(this.outing(house, people, this.calendar.daysAgo(days)));
      };
      const isFree = (citizen: Citizen) => !isOut.has(citizen.id) && citizen.id !== cast.hannah.id;

      const plan = mayasWeek[days];
      const maya = this.citizens.find(({ id }) => id === cast.maya.id);
      if (plan && maya) {
        const [category, names] = plan;
        const guests = this.citizens.filter(({ username }) => names.includes(username));
        const house = this.chooseHouse(
          maya,
          (one) =>
            isOpenDaily(one) &&
            one.restaurant.category === category &&
            guests.every((guest) => this.willing.get(guest.id)?.has(one)),
        );
        goOut(maya, house, guests);
      }
      for (const citizen of this.citizens) {
        if (days <= (streaks[citizen.username] ?? 0) && isFree(citizen)) {
          goOut(citizen, this.chooseHouse(citizen, isOpenDaily), []);
        }
      }
      const others = this.random.sample(
        this.citizens.filter((citizen) => isFree(citizen) && citizen.id !== cast.maya.id),
        days <= 3 ? 8 : this.random.int(3, 5),
      );
      for (const host of others) {
        if (!isFree(host)) continue;
        const house = this.chooseHouse(host, isOpenDaily);
        const mayJoin = (guest: Citizen) =>
          isFree(guest) && guest.id !== cast.maya.id && days > (streaks[guest.username] ?? 0);
        goOut(host, house, this.company(host, house, mayJoin));
      }
    }
    return outings;
  }

  /** Somewhere new that the host is likely to enjoy, or an old favourite once in a while. */
  private chooseHouse(host: Citizen, isAllowed: (house: House) => boolean): House {
    const been = this.beenTo.get(host.id) ?? new Map<number, number>();
    const open = [...(this.willing.get(host.id) ?? [])].filter(isAllowed);
    const isRegular = this.random.chance(0.2);
    const favorites = open.filter(
      (house) =>
        (been.get(house.restaurant.id) ?? 6) < 6 &&
        this.taste.ratingOf(host, house) >= (isEveryday(house) ? 7.2 : 8.2),
    );
    if (isRegular && favorites.length > 0) {
      return this.random.pickWeighted(favorites, (house) => (isEveryday(house) ? 3 : 1));
    }
    const fresh = open.filter((house) => !been.has(house.restaurant.id));
    return this.random.pickWeighted(fresh.length > 0 ? fresh : open, (house) => this.pull(host, house));
  }

  /** Word of mouth: where friends have been, one goes sooner. */
  private pull(host: Citizen, house: House): number {
    const { circles } = host.character;
    const heard = circles.reduce(
      (sum, circle) => sum + (this.talk.get(`${circle} ${house.restaurant.id}`) ?? 0),
      0,
    );
    return (
      (this.firstAppeal.get(host.id)?.get(house) ?? 0) *
      (1 + 0.3 * Math.min(10, heard / Math.max(1, circles.length)))
    );
  }

  private appeal(host: Citizen, house: House): number {
    const liking = house.quality - 7 + 1.6 * this.taste.forKitchen(host, house.kitchen);
    const love = host.character.loves.includes(house.kitchen) ? 2.4 : 1;
    return (Math.max(0.25, 1 + liking * 0.7) * love) / (0.6 + distance(host, house) / 3);
  }

  /** Friends who come along: they follow each other, would eat there, and are free. */
  private company(host: Citizen, house: House, isFree: (citizen: Citizen) => boolean): Citizen[] {
    const wanted = isEveryday(house)
      ? this.random.pickWeighted([0, 1], (size) => [8, 2][size] ?? 0)
      : this.random.pickWeighted([0, 1, 2, 3], (size) => [40, 36, 16, 8][size] ?? 0);
    const friends = this.citizens.filter(
      (citizen) =>
        citizen.id !== host.id &&
        isFree(citizen) &&
        this.circle.areFriends(host.id, citizen.id) &&
        (this.willing.get(citizen.id)?.has(house) ?? false) &&
        (this.beenTo.get(citizen.id)?.get(house.restaurant.id) ?? 0) < 6,
    );
    const guests: Citizen[] = [];
    for (let seat = 0; seat < wanted; seat++) {
      const left = friends.filter(
        (friend) =>
          !guests.includes(friend) && guests.every((guest) => this.circle.areFriends(guest.id, friend.id)),
      );
      if (left.length === 0) break;
      guests.push(
        this.random.pickWeighted(
          left,
          (friend) =>
            (friend.character.places / (4 + (this.beenTo.get(friend.id)?.size ?? 0))) *
            (isPair(host, friend) ? 9 : 1) *
            (this.beenTo.get(friend.id)?.has(house.restaurant.id) ? 0.4 : 1),
        ),
      );
    }
    return guests;
  }

  private outing(house: House, people: Citizen[], day: number): Outing {
    for (const person of people) {
      const been = this.beenTo.get(person.id);
      been?.set(house.restaurant.id, (been.get(house.restaurant.id) ?? 0) + 1);
      for (const circle of person.character.circles) {
        const key = `${circle} ${house.restaurant.id}`;
        this.talk.set(key, (this.talk.get(key) ?? 0) + 1);
      }
    }
    return { house, people, day, toldAt: this.toldAt(house, day) };
  }

  /** People write when they have paid, or the next morning; of yesterday they tell today. */
  private toldAt(house: House, day: number): Date {
    const minutes = this.tellingTime(house);
    if (day === this.calendar.daysAgo(1)) return this.calendar.minutesAgo(this.random.int(8, 660));
    return newYorkInstant(day, minutes);
  }

  private tellingTime(house: House): number {
    const late = this.random.chance(0.15) ? 11 * 60 : 0;
    switch (house.restaurant.category) {
      case 'coffee_tea':
      case 'bakeries':
        return this.random.int(8 * 60 + 20, 15 * 60);
      case 'bars':
        return this.random.int(20 * 60, 24 * 60 + 20);
      case 'dessert':
        return this.random.int(15 * 60, 22 * 60 + 30);
      default:
        if (house.kitchen === 'brunch') return this.random.int(10 * 60, 15 * 60);
        return this.random.chance(0.25)
          ? this.random.int(13 * 60, 15 * 60 + 30)
          : this.random.int(20 * 60, 23 * 60 + 10) + late;
    }
  }
}

/** Places that one goes to on an ordinary morning, mostly alone. */
function isEveryday({ restaurant: { category } }: House): boolean {
  return category === 'coffee_tea' || category === 'bakeries';
}

function isPair(one: Citizen, other: Citizen): boolean {
  const pair = new Set<number>([cast.maya.id, cast.jonah.id]);
  return pair.has(one.id) && pair.has(other.id);
}

/** Kilometres, flat: good enough within a city and free of trigonometry. */
function distance(citizen: Citizen, { restaurant: { coordinates } }: House): number {
  const north = Math.abs(citizen.homeLocation.latitude - coordinates.latitude) * 111.32;
  const east = Math.abs(citizen.homeLocation.longitude - coordinates.longitude) * 84.35;
  return Math.max(north, east) + 0.4 * Math.min(north, east);
}
