import { openTimes } from '../features/availability/availability.rules.js';
import { expiryOf } from '../features/reservations/reservations.rules.js';
import { toOpenMinutes } from '../features/restaurants/opening-hours.rules.js';
import { type CityCalendar, dateOf, newYorkInstant } from './calendar.js';
import { cast } from './cast.js';
import type { Reservation } from './demo-city.js';
import type { Citizen } from './people.js';
import type { House } from './restaurants.js';
import { SeededRandom } from './seeded-random.js';

interface Plan {
  /** username */
  readonly owner: string;
  readonly daysAhead: number;
  readonly partySize: number;
  readonly priority: Reservation['priority'];
  readonly notes: string | null;
  readonly sharedWith?: readonly string[];
  readonly claimedBy?: string;
}

const { maya, jonah, priya, theo } = cast;

/** Tables of the coming weeks: one for Maya, one by her, some with her, and some for whoever is fastest. */
const plans: readonly Plan[] = [
  {
    owner: jonah.username,
    daysAhead: 3,
    partySize: 2,
    priority: 'SC',
    notes: 'Out of town, sadly.',
    claimedBy: maya.username,
  },
  {
    owner: jonah.username,
    daysAhead: 5,
    partySize: 4,
    priority: 'SC',
    notes: 'Ask for the back room.',
    sharedWith: [maya.username, priya.username],
  },
  { owner: maya.username, daysAhead: 6, partySize: 2, priority: 'Gold', notes: null },
  {
    owner: maya.username,
    daysAhead: 9,
    partySize: 3,
    priority: 'SC',
    notes: 'Corner table.',
    sharedWith: [jonah.username],
  },
  {
    owner: maya.username,
    daysAhead: 4,
    partySize: 2,
    priority: 'Silver',
    notes: null,
    claimedBy: priya.username,
  },
  { owner: priya.username, daysAhead: 4, partySize: 2, priority: 'Bronze', notes: 'Counter seats.' },
  {
    owner: priya.username,
    daysAhead: 7,
    partySize: 6,
    priority: 'Silver',
    notes: 'Big enough for a birthday.',
  },
  { owner: priya.username, daysAhead: 12, partySize: 4, priority: 'SC', notes: null },
  { owner: theo.username, daysAhead: 5, partySize: 2, priority: 'Bronze', notes: null },
  { owner: 'gracekim', daysAhead: 2, partySize: 2, priority: 'Bronze', notes: 'Our sitter cancelled.' },
  { owner: 'joaquin_paz', daysAhead: 8, partySize: 5, priority: 'Gold', notes: null },
  {
    owner: 'sofia_reyes',
    daysAhead: 10,
    partySize: 2,
    priority: 'Bronze',
    notes: 'Early, before the theatre.',
  },
];

export function handOnTables(
  citizens: readonly Citizen[],
  houses: readonly House[],
  calendar: CityCalendar,
): Reservation[] {
  const random = new SeededRandom('reservations');
  const idOf = (username: string) => citizens.find((citizen) => citizen.username === username)?.id ?? 0;
  const bookable = houses.filter(
    (house) => house.restaurant.acceptsReservations && tableAt(house, calendar.today, 0) !== undefined,
  );
  return random.sample(bookable, plans.length).flatMap((house, index): Reservation[] => {
    const plan = plans[index];
    const table = plan && tableAt(house, calendar.today + plan.daysAhead, random.next());
    if (!plan || !table) return [];
    const postedAt = newYorkInstant(calendar.daysAgo(2), 11 * 60 + index * 7);
    const takenAt = newYorkInstant(calendar.daysAgo(2), 18 * 60 + index * 5);
    return [
      {
        id: index + 1,
        ownerId: idOf(plan.owner),
        restaurantId: house.restaurant.id,
        ...table,
        timezone: house.restaurant.timezone,
        expiresAt: expiryOf(table.startsAt, null),
        partySize: plan.partySize,
        priority: plan.priority,
        status: plan.claimedBy ? 'claimed' : plan.sharedWith ? 'shared' : 'available',
        notes: plan.notes,
        recipientIds: (plan.sharedWith ?? []).map(idOf),
        sharedAt: plan.sharedWith ? postedAt : null,
        claimedBy: plan.claimedBy ? idOf(plan.claimedBy) : null,
        claimedAt: plan.claimedBy ? takenAt : null,
        createdAt: postedAt,
      },
    ];
  });
}

/** Dinner on the day, or on the first day after it on which there is one. `luck` (0..1) picks the time. */
function tableAt({ restaurant: { hours } }: House, from: number, luck: number) {
  if (hours === null) return undefined;
  const open = toOpenMinutes(hours);
  for (let day = from; day < from + 7; day++) {
    const { times } = openTimes(open, dateOf(day), 'dinner');
    const time = times[Math.floor(luck * times.length)];
    if (time === undefined) continue;
    const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
    return { date: dateOf(day), time, startsAt: newYorkInstant(day, minutes) };
  }
  return undefined;
}
