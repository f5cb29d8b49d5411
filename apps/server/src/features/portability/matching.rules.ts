import { type ComparableName, comparableName, nameSimilarity, wordsOf } from './place-names.rules.js';

/** A place as a file has it. */
export interface SoughtPlace {
  readonly name: string;
  readonly address: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly city: string | null;
  readonly restaurantId: number | null;
  readonly externalId: string | null;
}

/** A restaurant that it might be. */
export interface PossiblePlace {
  readonly restaurantId: number;
  readonly name: string;
  readonly externalId: string | null;
  readonly address: string | null;
  readonly neighborhood: string | null;
  readonly city: string | null;
  readonly latitude: number;
  readonly longitude: number;
  /** null where the file has no position */
  readonly distanceMeters: number | null;
}

export interface Candidate {
  readonly restaurantId: number;
  readonly score: number;
  readonly distanceMeters: number | null;
}

export interface Match {
  readonly status: 'matched' | 'ambiguous' | 'unmatched';
  readonly candidates: readonly Candidate[];
}

const MOST_CANDIDATES = 5;
/** Twins of a name this near to each other are one place under several permits. */
const TWIN_METERS = 50;

// From here on it is taken without asking …
const SURE = 0.85;
// … unless another place is nearly as good.
const CLEAR_LEAD = 0.06;
// What is worth showing at all.
const WORTH_A_LOOK = 0.45;

interface Rated extends Candidate {
  readonly place: PossiblePlace;
  readonly name: ComparableName;
  readonly similarity: number;
}

/** Which of the restaurants around is the one that the file means. */
export function matchPlace(
  sought: SoughtPlace,
  possible: readonly PossiblePlace[],
  home: { readonly city: string | null } = { city: null },
): Match {
  const rated = possible
    .map((place) => rate(sought, place, home))
    .filter(({ score }) => score >= WORTH_A_LOOK)
    .sort(
      (a, b) =>
        b.score - a.score ||
        (a.distanceMeters ?? 0) - (b.distanceMeters ?? 0) ||
        a.restaurantId - b.restaurantId,
    );
  const candidates = rated.slice(0, MOST_CANDIDATES).map(({ restaurantId, score, distanceMeters }) => ({
    restaurantId,
    score: Math.round(score * 1000) / 1000,
    distanceMeters: distanceMeters === null ? null : Math.round(distanceMeters),
  }));
  const [best, ...others] = rated;
  if (!best) return { status: 'unmatched', candidates };
  const rival = others.find((other) => !areTwins(best, other));
  const isClear = !rival || best.score - rival.score >= CLEAR_LEAD;
  return { status: best.score >= SURE && isClear ? 'matched' : 'ambiguous', candidates };
}

function rate(sought: SoughtPlace, place: PossiblePlace, home: { city: string | null }): Rated {
  const local = localWords(place);
  const name = comparableName(place.name, local);
  const similarity = nameSimilarity(comparableName(sought.name, local), name);
  const { restaurantId, distanceMeters } = place;
  const score = isSameId(sought, place, similarity)
    ? 1
    : distanceMeters === null
      ? scoreWithoutPosition(sought, place, similarity, home)
      : similarity * nearness(distanceMeters);
  return { restaurantId, distanceMeters, score, place, name, similarity };
}

/** An id of ours counts where name or place agree: the file may come from another server. */
function isSameId(sought: SoughtPlace, place: PossiblePlace, similarity: number): boolean {
  const isNamed =
    sought.restaurantId === place.restaurantId ||
    (sought.externalId !== null && sought.externalId === place.externalId);
  const isNear = place.distanceMeters !== null && place.distanceMeters <= 100;
  return isNamed && (similarity >= 0.6 || isNear);
}

/** A name alone is never quite sure; a street or a town that agrees makes it so. */
function scoreWithoutPosition(
  sought: SoughtPlace,
  place: PossiblePlace,
  similarity: number,
  home: { city: string | null },
): number {
  if (sought.address !== null) {
    const isSameStreet = sharesStreet(wordsOf(sought.address), wordsOf(place.address ?? ''));
    if (isSameStreet) return similarity;
  }
  const town = place.city?.toLowerCase();
  const isInTown =
    town !== undefined && (town === sought.city?.toLowerCase() || town === home.city?.toLowerCase());
  return similarity * (isInTown ? 0.97 : 0.9);
}

const ANY_STREET = new Set('street avenue road lane boulevard drive plaza east west north south'.split(' '));

/** House number and a word of the street's name. */
function sharesStreet(asked: readonly string[], street: readonly string[]): boolean {
  const number = street.find((word) => /^\d/.test(word));
  if (number === undefined || !asked.includes(number)) return false;
  return street.some(
    (word) => word !== number && word.length > 2 && !ANY_STREET.has(word) && asked.includes(word),
  );
}

/** 1 at the spot, 0.97 at 30 m, 0.86 at 150 m, a half at 540 m. */
const nearness = (meters: number): number => 1 / (1 + (meters / 540) ** 1.4);

const localWords = ({ neighborhood, city }: PossiblePlace): Set<string> =>
  new Set(wordsOf(`${neighborhood ?? ''} ${city ?? ''}`));

function areTwins(a: Rated, b: Rated): boolean {
  return a.name.core === b.name.core && metersBetween(a.place, b.place) <= TWIN_METERS;
}

function metersBetween(a: PossiblePlace, b: PossiblePlace): number {
  const radians = Math.PI / 180;
  const x = (b.longitude - a.longitude) * radians * Math.cos(((a.latitude + b.latitude) / 2) * radians);
  const y = (b.latitude - a.latitude) * radians;
  return Math.sqrt(x * x + y * y) * 6_371_009;
}
