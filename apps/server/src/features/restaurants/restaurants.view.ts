import { randomBytes } from 'node:crypto';
import type { Coordinates, RestaurantCard, RestaurantFull } from '@beli/contract';
import type { PersonalScore } from '../predictions/predictions.public.js';
import { milesBetween, roundMiles } from './distance.rules.js';
import { openStateAt, weekMinuteIn } from './opening-hours.rules.js';
import type { OverlayRow, SharedRow } from './restaurants.sql.js';

/**
 * A restaurant in three parts that are joined as text: what the database wrote (`json`), what the clock adds,
 * and what position and viewer add. The first two are the same for everybody and may be cached.
 */
export interface SharedView {
  readonly id: number;
  readonly position: Coordinates;
  /** a JSON object without its closing brace */
  readonly json: string;
}

type Timed = Pick<RestaurantCard, 'isOpen' | 'closingTime'>;
type CardPart = Pick<
  RestaurantCard,
  'distanceFromUser' | 'userStatus' | 'userStatuses' | 'userRating' | 'friendsWantToTryCount'
>;
type FullPart = CardPart &
  Pick<
    RestaurantFull,
    | 'recScore'
    | 'recScoreSampleSize'
    | 'friendScore'
    | 'friendScoreSampleSize'
    | 'userVisitDate'
    | 'userNotes'
    | 'userRankIndex'
    | 'visitCount'
    | 'friendAvatars'
    | 'recommendedBy'
  >;

/** `{"a":1` and `{ b: 2 }` -> `{"a":1,"b":2` */
const extend = (json: string, members: object) => `${json},${JSON.stringify(members).slice(1, -1)}`;

/** What the database wrote, as data. */
export const factsOf = (row: SharedRow): Record<string, unknown> => JSON.parse(`${row.json}}`);

const CLOSED_FOR_GOOD = { isOpen: false, closingTime: null, changesIn: null };

/** The view of everybody at an instant, and the seconds until the clock changes it. */
export function presentShared(row: SharedRow, now: Date): { view: SharedView; validFor: number } {
  const position = { latitude: row.latitude, longitude: row.longitude };
  const minute = row.openMinutes ? weekMinuteIn(row.timezone, now) : 0;
  const state = row.isClosed
    ? CLOSED_FOR_GOOD
    : row.openMinutes
      ? openStateAt(row.openMinutes, minute)
      : null;
  const timed: Timed = { isOpen: state?.isOpen ?? null, closingTime: state?.closingTime ?? null };
  const validFor =
    state?.changesIn == null ? Number.POSITIVE_INFINITY : state.changesIn * 60 - now.getUTCSeconds();
  return { view: { id: row.id, position, json: extend(row.json, timed) }, validFor: Math.max(1, validFor) };
}

const r1 = (sumOfTenths: number, count: number) => Math.floor((2 * sumOfTenths + count) / (2 * count)) / 10;

function cardPart(
  position: Coordinates,
  from: Coordinates | null,
  overlay: OverlayRow | undefined,
): CardPart {
  return {
    distanceFromUser: from ? roundMiles(milesBetween(from, position)) : null,
    userStatus: overlay?.statuses[0] ?? null,
    userStatuses: overlay?.statuses ?? [],
    userRating: overlay?.rating ?? null,
    friendsWantToTryCount: overlay?.friendsWantToTry ?? null,
  };
}

/** JSON text of a RestaurantCard. */
export const cardText = (
  view: SharedView,
  from: Coordinates | null,
  overlay: OverlayRow | undefined,
): string => `${extend(view.json, cardPart(view.position, from, overlay))}}`;

export const cardOf = (
  view: SharedView,
  from: Coordinates | null,
  overlay: OverlayRow | undefined,
): RestaurantCard => JSON.parse(cardText(view, from, overlay)) as RestaurantCard;

/** JSON text of a RestaurantFull. */
export function fullText(
  view: SharedView,
  from: Coordinates | null,
  overlay: OverlayRow | undefined,
  score: PersonalScore | undefined,
  expanded: object = {},
): string {
  const part: FullPart = {
    ...cardPart(view.position, from, overlay),
    recScore: score?.recScore ?? null,
    recScoreSampleSize: score?.sampleSize ?? 0,
    friendScore:
      overlay?.friendRatingSum == null ? null : r1(overlay.friendRatingSum, overlay.friendRatingCount),
    friendScoreSampleSize: overlay?.friendRatingCount ?? 0,
    userVisitDate: overlay?.visitDate ?? null,
    userNotes: overlay?.notes ?? null,
    userRankIndex: overlay?.rankIndex ?? null,
    visitCount: overlay?.visitCount ?? 0,
    friendAvatars: overlay?.friendAvatars ?? [],
    recommendedBy: overlay?.recommendedBy ?? [],
  };
  return `${extend(view.json, { ...part, ...expanded })}}`;
}

// How views lie in the cache: a head line, a line break, the JSON (which holds none).

const NONCES = randomBytes(6).toString('base64url');
let nonce = 0;

/** The nonce ties what viewers saw besides to this very text: a new text makes them stale. */
export function packShared({ id, position, json }: SharedView): string {
  return `${NONCES}${(nonce++).toString(36)} ${id} ${position.latitude} ${position.longitude}\n${json}`;
}

export function unpackShared(text: string): { view: SharedView; nonce: string } {
  const end = text.indexOf('\n');
  const [nonce = '', id, latitude, longitude] = text.slice(0, end).split(' ');
  return {
    nonce,
    view: {
      id: Number(id),
      position: { latitude: Number(latitude), longitude: Number(longitude) },
      json: text.slice(end + 1),
    },
  };
}
