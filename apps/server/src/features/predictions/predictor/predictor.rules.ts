import { type Kin, kinOf, type Neighbour, pullOf } from './kin.rules.js';
import { type Community, type Place, qualityOf, sumOf } from './quality.rules.js';
import { likedCuisines, type Taste, tasteFor, tasteOf } from './taste.rules.js';

/**
 * What will somebody think of a place where they have not been? Rules §5 asks for it without saying how well a formula
 * must do; this one is measured (`npm run bench:predictions`) and answers in the scale of the ratings themselves:
 *
 *     quality of the place + level of the person + taste of the person + what people say who agree with the person
 *
 * Each part is a damped mean of what the parts before it leave unexplained, so little evidence says little: a
 * person with no rating at all gets the quality of the place, one with few gets their level added, and taste and
 * kin join in as evidence grows. That order is the fallback; there is no second formula. The person's own scale
 * (§5.7) is the level: who rates everything a point lower gets scores a point lower.
 */
export interface Rated {
  readonly placeId: number;
  readonly rating: number;
}

/** All that is needed to predict for one person; the order of its rows changes nothing. */
export interface Evidence {
  readonly community: Community;
  /** every place that is named below or asked about */
  readonly places: ReadonlyMap<number, Place>;
  /** one rating per place */
  readonly own: readonly Rated[];
  readonly neighbours: readonly Neighbour[];
  readonly disliked: readonly string[];
  readonly scale: { readonly least: number; readonly most: number };
}

export interface Prediction {
  readonly placeId: number;
  readonly rating: number;
  /** how many of the neighbours have been there */
  readonly sampleSize: number;
  /** what the rating is the sum of, before it is cut to the scale */
  readonly parts: {
    readonly everybody: number;
    readonly level: number;
    readonly taste: number;
    readonly kin: number;
  };
  /** who speaks for the place, strongest first */
  readonly advocates: readonly { readonly id: number; readonly agrees: boolean }[];
  /** cuisines of the place that the person likes more than others */
  readonly cuisines: readonly string[];
}

/** So many own ratings count as much as what is known of nobody in particular. */
const LEVEL_DAMPING = 1.5;
/** A quarter of all ratings lie between the mean and this many standard deviations above it (§5.4, −0.25). */
const QUARTER = 0.674;

export const byId = <T extends { readonly placeId: number }>(rated: readonly T[]): readonly T[] =>
  rated.toSorted((a, b) => a.placeId - b.placeId);

/** Predictions in the order of the targets. What the person rated is predicted as if they had not. */
export function predict(evidence: Evidence, targets: readonly number[]): Prediction[] {
  const { community, places } = evidence;
  const sorted = { ...evidence, own: byId(evidence.own) };
  const qualities = new Map([...places].map(([id, place]) => [id, qualityOf(community, place)]));
  const model = modelOf(sorted, qualities);
  const rated = new Map(sorted.own.map((one) => [one.placeId, one]));
  return targets.map((id) => {
    const own = rated.get(id);
    return predictOne(own ? modelWithout(sorted, qualities, own) : model, id);
  });
}

interface Model {
  readonly evidence: Evidence;
  readonly qualities: ReadonlyMap<number, number>;
  readonly level: number;
  readonly taste: Taste;
  readonly kin: readonly Kin[];
}

function modelOf(evidence: Evidence, qualities: ReadonlyMap<number, number>): Model {
  const { community, places, own, neighbours } = evidence;
  const quality = (id: number) => qualities.get(id) ?? community.mean;
  const level = levelOf(own.map(({ placeId, rating }) => rating - quality(placeId)));
  const left = own.map(({ placeId, rating }) => ({ placeId, rest: rating - quality(placeId) - level }));
  return {
    evidence,
    qualities,
    level,
    taste: tasteOf(left, places),
    kin: kinOf(left, neighbours, quality, community.variance),
  };
}

/** The model of somebody who has not rated a place; only neighbours who have been there matter to it. */
function modelWithout(evidence: Evidence, qualities: ReadonlyMap<number, number>, rated: Rated): Model {
  const { community, places, own, neighbours } = evidence;
  const place = places.get(rated.placeId);
  const rest = place && {
    ...place,
    ratingSum: place.ratingSum - rated.rating,
    ratingCount: Math.max(0, place.ratingCount - 1),
  };
  return modelOf(
    {
      ...evidence,
      own: own.filter((one) => one !== rated),
      neighbours: neighbours.filter(({ ratings }) =>
        ratings.some(({ placeId }) => placeId === rated.placeId),
      ),
    },
    rest ? new Map(qualities).set(rated.placeId, qualityOf(community, rest)) : qualities,
  );
}

/** How far somebody rates above what everybody says, damped. */
export const levelOf = (above: readonly number[]): number => sumOf(above) / (above.length + LEVEL_DAMPING);

function predictOne(model: Model, placeId: number): Prediction {
  const { community, places, scale, disliked } = model.evidence;
  const place = places.get(placeId);
  const everybody = model.qualities.get(placeId) ?? community.mean;
  const isDisliked = place?.cuisines.some((cuisine) => disliked.includes(cuisine)) ?? false;
  const taste =
    (place ? tasteFor(model.taste, place) : 0) - (isDisliked ? QUARTER * Math.sqrt(community.variance) : 0);
  const { pull, sampleSize, advocates } = pullOf(model.kin, placeId);
  const parts = { everybody, level: model.level, taste, kin: pull };
  const rating = Math.min(scale.most, Math.max(scale.least, everybody + model.level + taste + pull));
  const cuisines = place && !isDisliked ? likedCuisines(model.taste, place, community.variance) : [];
  return { placeId, rating, sampleSize, parts, advocates, cuisines };
}
