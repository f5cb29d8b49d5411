import { BADGES } from '../features/admin/badges.rules.js';
import type { CityCalendar } from './calendar.js';
import { newYorkInstant } from './calendar.js';
import { cast } from './cast.js';
import type { Coordinates, Person, TastemakerProfile } from './demo-city.js';
import { SeededRandom } from './seeded-random.js';
import { type Neighborhood, neighborhoods } from './word-lists/neighborhoods.js';
import { type Character, characters } from './word-lists/people.js';

/** A person together with what only the generator knows about them. */
export type Citizen = Person & {
  character: Character;
  firstName: string;
  /** Share (0..1) of the history after which this person is around; 0 for the founding members. */
  joinedAt: number;
};

/** Accounts of the first people are between one and ten months older than the first visit. */
export function settlePeople(calendar: CityCalendar): Citizen[] {
  const random = new SeededRandom('people');
  return characters.map((character, index) => {
    const id = index + 1;
    const joinedAt = lateJoiners.get(character.username) ?? 0;
    const founded = newYorkInstant(calendar.firstDay - random.int(30, 300), random.int(8 * 60, 23 * 60));
    const joined = newYorkInstant(calendar.historyDay(joinedAt) - 2, random.int(8 * 60, 22 * 60));
    const home = pointIn(neighborhoodNamed(character.neighborhood), random);
    return {
      id,
      username: character.username,
      displayName: character.displayName,
      email: `${character.username.replaceAll('_', '.')}@example.com`,
      bio: character.bio,
      city: 'New York',
      state: 'NY',
      timezone: 'America/New_York',
      homeLocation: home,
      dietaryRestrictions: [...(character.diet ?? [])],
      dislikedCuisines: [...(character.dislikes ?? [])],
      isPublic: !character.isPrivate,
      role: character.role ?? 'user',
      tastemakerProfile: profileOf(character, calendar, random),
      createdAt:
        id === cast.hannah.id
          ? newYorkInstant(calendar.daysAgo(2), 20 * 60 + 12)
          : joinedAt === 0
            ? founded
            : joined,
      password: character.password ?? null,
      character,
      firstName: character.displayName.split(' ')[0] ?? character.displayName,
      joinedAt,
    };
  });
}

/** What of a citizen is stored. */
export function toPerson(citizen: Citizen): Person {
  const { character: _character, firstName: _firstName, joinedAt: _joinedAt, ...person } = citizen;
  return person;
}

export function neighborhoodNamed(name: string): Neighborhood {
  const found = neighborhoods.find((neighborhood) => neighborhood.name === name);
  if (!found) throw new Error(`no neighborhood ${name}`);
  return found;
}

/** A point within the neighbourhood, to five decimals (about a metre). */
export function pointIn(place: Neighborhood, random: SeededRandom): Coordinates {
  const metresPerLatitude = 111_320;
  const metresPerLongitude = 84_350; // at 40.7° north
  const within = () => (random.next() * 2 - 1) * place.radius;
  return {
    latitude: round(place.latitude + within() / metresPerLatitude),
    longitude: round(place.longitude + within() / metresPerLongitude),
  };
}

const lateJoiners = new Map([
  ['anya_volkova', 0.72],
  ['isaac_feld', 0.45],
  ['wendy_cho', 0.55],
  ['jack_oleary', 0.3],
]);

function profileOf(
  character: Character,
  calendar: CityCalendar,
  random: SeededRandom,
): TastemakerProfile | null {
  const { tastemaker } = character;
  if (!tastemaker) return null;
  const handle = character.username.replaceAll('_', '');
  return {
    specialty: tastemaker.specialty,
    tagline: tastemaker.tagline,
    badges: tastemaker.badges.map((type) => ({ type, ...BADGES[type] })),
    socialLinks: {
      instagram: `https://instagram.example.com/${handle}`,
      ...(random.chance(0.5) ? { tiktok: `https://tiktok.example.com/@${handle}` } : {}),
      ...(random.chance(0.3) ? { twitter: `https://twitter.example.com/${handle}` } : {}),
      ...(tastemaker.website ? { website: tastemaker.website } : {}),
    },
    verifiedSince: newYorkInstant(calendar.firstDay + random.int(-20, 120), 10 * 60).toISOString(),
  };
}

function round(degrees: number): number {
  return Math.round(degrees * 100_000) / 100_000;
}
