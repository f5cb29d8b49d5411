import type { ScoreExplanation } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Database, type Db } from '../../platform/database/database.js';
import type { Actor } from '../../platform/viewer.js';
import { UsersService } from '../users/users.public.js';
import {
  type Advocacy,
  type AdvocateRow,
  findAdvocates,
  findDislikedCuisines,
  findKin,
  findPlaces,
  type PlaceRow,
} from './evidence.sql.js';
import { KIN } from './predictor/kin.rules.js';
import { type Prediction, predict } from './predictor/predictor.rules.js';
import { type Community, groupKey } from './predictor/quality.rules.js';
import { findRatingGroups } from './rating-groups.sql.js';
import { missingRatings, rateMore, reasonsOf } from './reasons.rules.js';

/** Ratings are tenths here. */
const SCALE = { least: 0, most: 100 } as const;
/** What to expect where nobody has rated anything. */
const UNKNOWN = { mean: 70, variance: 400 } as const;

export interface PersonalScore {
  /** 0 to 10; null until the person has rated enough */
  readonly recScore: number | null;
  readonly sampleSize: number;
}

export interface Predictions {
  /** ratings still to give before there are any */
  readonly missing: number;
  /** by restaurant; empty while ratings are missing */
  readonly byPlace: ReadonlyMap<number, Prediction>;
}

/** What a person will think of places (rules §5): finds the evidence and asks the predictor. */
@Injectable()
export class PredictionsService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
  ) {}

  /** Personal scores of any number of restaurants in four statements. */
  async scores(
    viewerId: number,
    ids: readonly number[],
    db: Db = this.database.current,
  ): Promise<Map<number, PersonalScore>> {
    const { byPlace } = await this.predictions(viewerId, ids, db);
    return new Map(ids.map((id) => [id, scoreOf(byPlace.get(id))]));
  }

  async predictions(
    viewerId: number,
    ids: readonly number[],
    db: Db = this.database.current,
  ): Promise<Predictions> {
    const targets = [...new Set(ids)];
    if (targets.length === 0) return { missing: 0, byPlace: new Map() };
    const places = await findPlaces(db, viewerId, targets);
    const rated = places.filter(({ own }) => own !== null);
    const missing = missingRatings(rated.length);
    if (missing > 0) return { missing, byPlace: new Map() };
    const [kin, community, disliked] = await Promise.all([
      findKin(
        db,
        viewerId,
        rated.map(({ id }) => id),
        targets,
        KIN.leastShared,
      ),
      communityOf(db, places),
      findDislikedCuisines(db, viewerId),
    ]);
    const known = new Map(places.map((place) => [place.id, place]));
    const predicted = predict(
      {
        community,
        places: known,
        own: rated.map(({ id, own }) => ({ placeId: id, rating: own ?? 0 })),
        neighbours: kin.map(({ id, isFollowed, places: been, ratings }) => ({
          id,
          isFollowed,
          ratings: been.map((placeId, index) => ({ placeId, rating: ratings[index] ?? 0 })),
        })),
        disliked,
        scale: SCALE,
      },
      targets.filter((id) => known.has(id)),
    );
    return { missing, byPlace: new Map(predicted.map((one) => [one.placeId, one])) };
  }

  /** Why a score is what it is; names only people whose rating the viewer may look up. */
  async explain(viewer: Actor, restaurantId: number): Promise<ScoreExplanation> {
    const db = this.database.current;
    const { missing, byPlace } = await this.predictions(viewer.id, [restaurantId], db);
    const prediction = byPlace.get(restaurantId);
    const advocates = prediction?.advocates ?? [];
    const shown = await this.advocates(
      viewer.id,
      advocates.map(({ id }) => ({ restaurantId, userId: id })),
      db,
    );
    const cards = await this.users.cards(
      viewer,
      shown.map(({ userId }) => userId),
    );
    const names = new Map(shown.map(({ userId, name }) => [userId, name]));
    return {
      ...explained(prediction),
      reason: missing > 0 ? rateMore(missing) : null,
      ratingsMissing: missing,
      advocates: advocates.flatMap(({ id }) => cards.get(id) ?? []),
      reasons: reasonsOf({
        cuisines: prediction?.cuisines ?? [],
        advocates: advocates.flatMap(({ id, agrees }) => {
          const name = names.get(id);
          return name === undefined ? [] : [{ name, agrees }];
        }),
      }),
    };
  }

  /** Which of these people the viewer may see speaking for these restaurants, at this moment. */
  advocates(
    viewerId: number,
    said: readonly Advocacy[],
    db: Db = this.database.current,
  ): Promise<AdvocateRow[]> {
    return findAdvocates(db, viewerId, said);
  }
}

const r1 = (tenths: number): number => Math.floor(tenths + 0.5) / 10;

export const scoreOf = (prediction: Prediction | undefined): PersonalScore => ({
  recScore: prediction ? r1(prediction.rating) : null,
  sampleSize: prediction?.sampleSize ?? 0,
});

function explained(
  prediction: Prediction | undefined,
): Pick<ScoreExplanation, 'recScore' | 'sampleSize' | 'parts'> {
  if (!prediction) return { ...scoreOf(undefined), parts: null };
  const { everybody, level, taste, kin } = prediction.parts;
  return {
    ...scoreOf(prediction),
    parts: { everybody: r1(everybody), level: r1(level), taste: r1(taste), kin: r1(kin) },
  };
}

async function communityOf(db: Db, places: readonly PlaceRow[]): Promise<Community> {
  const rows = await findRatingGroups(db, [...new Set(places.map(({ category }) => category))]);
  const whole = rows.filter(({ kind }) => kind === 'category');
  const count = whole.reduce((sum, one) => sum + one.count, 0);
  const mean = count === 0 ? UNKNOWN.mean : whole.reduce((sum, one) => sum + one.sum, 0) / count;
  const squares = whole.reduce((sum, one) => sum + one.squares, 0);
  return {
    mean,
    variance: count === 0 ? UNKNOWN.variance : Math.max(1, squares / count - mean * mean),
    groups: new Map(rows.map((row) => [groupKey(row.category, row.kind, row.value), row])),
  };
}
