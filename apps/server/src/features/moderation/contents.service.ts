import type { ReportTarget } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import type { Db, Tx } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import type { Actor } from '../../platform/viewer.js';
import { moderatedActivities, moderatedComments } from '../feed/feed.public.js';
import { moderatedLists } from '../lists/lists.public.js';
import { moderatedPostComments, moderatedPosts } from '../posts/posts.public.js';
import {
  findReportedRestaurants,
  moderatedReviews,
  RestaurantsService,
} from '../restaurants/restaurants.public.js';
import { moderatedReviewComments } from '../reviews/reviews.public.js';
import {
  findReportedPeople,
  type ModeratedContent,
  type ReportedRow,
  UsersService,
} from '../users/users.public.js';
import { numberOf, TARGETS } from './targets.rules.js';

const CONTENT: Partial<Record<ReportTarget, ModeratedContent>> = {
  review: moderatedReviews,
  activity: moderatedActivities,
  comment: moderatedComments,
  review_comment: moderatedReviewComments,
  list: moderatedLists,
  post: moderatedPosts,
  post_comment: moderatedPostComments,
};

const FINDERS: Partial<Record<ReportTarget, ModeratedContent['findReported']>> = {
  user: findReportedPeople,
  restaurant: findReportedRestaurants,
};

/** Everything that can be reported, whatever feature keeps it. */
@Injectable()
export class ContentsService {
  constructor(
    private readonly users: UsersService,
    private readonly restaurants: RestaurantsService,
  ) {}

  /**
   * The target of a report, if the reporter may see it.
   * @throws AppError with the "not found" of its kind: the same for what is absent, private, hidden or blocked
   */
  async visible(db: Db, viewer: Actor, type: ReportTarget, id: string | number): Promise<ReportedRow> {
    const number = numberOf(type, id);
    const row = number === null ? undefined : await this.look(db, viewer, type, number);
    if (!row) throw new AppError(TARGETS[type].notFound, TARGETS[type].absence);
    return row;
  }

  /** How targets stand now, by kind and id, whoever may see them; one statement for each kind. */
  async current(
    db: Db,
    targets: readonly { targetType: ReportTarget; targetId: string }[],
  ): Promise<Map<string, ReportedRow>> {
    const types = [...new Set(targets.map(({ targetType }) => targetType))];
    const found = await Promise.all(
      types.map(async (type) => {
        const find = CONTENT[type]?.findReported ?? FINDERS[type];
        const ids = targets.flatMap((one) => (one.targetType === type ? Number(one.targetId) : []));
        const rows = find ? await find(db, ids) : new Map<number, ReportedRow>();
        return [...rows].map(([id, row]) => [`${type} ${id}`, row] as const);
      }),
    );
    return new Map(found.flat());
  }

  hide(tx: Tx, type: ReportTarget, id: string, at: Date): Promise<void> {
    return this.content(type).hide(tx, Number(id), at);
  }

  remove(tx: Tx, type: ReportTarget, id: string, at: Date): Promise<void> {
    return this.content(type).remove(tx, Number(id), at);
  }

  /** Takes back what was hidden or removed at that instant. */
  restore(tx: Tx, type: ReportTarget, id: string, at: Date): Promise<void> {
    return this.content(type).restore(tx, Number(id), at);
  }

  private content(type: ReportTarget): ModeratedContent {
    const content = CONTENT[type];
    if (!content) throw new Error(`${type} is no content`);
    return content;
  }

  private async look(
    db: Db,
    viewer: Actor,
    type: ReportTarget,
    id: number,
  ): Promise<ReportedRow | undefined> {
    if (type === 'user') {
      await this.users.profile(viewer, id);
      return (await findReportedPeople(db, [id])).get(id);
    }
    if (type === 'restaurant') {
      return (await this.restaurants.exists(id, db))
        ? (await findReportedRestaurants(db, [id])).get(id)
        : undefined;
    }
    return CONTENT[type]?.findReportable(db, id, viewer.id);
  }
}
