import type { CityCalendar } from './calendar.js';
import type { Activity, ActivityMark, Comment, Follow, Relation, Review } from './demo-city.js';
import type { Circle } from './follows.js';
import type { Citizen } from './people.js';
import { orderFrom, Phrasebook } from './phrasing.js';
import { edible, moodOf, type Occasion } from './relations.js';
import type { House } from './restaurants.js';
import { SeededRandom } from './seeded-random.js';
import { commentLines, recommendComments, replyLines, wantComments } from './word-lists/comment-lines.js';

/**
 * What a feed tells. Ids follow time; the order of the array does not depend on dates, so that whoever draws
 * from it draws the same.
 */
export function tellActivities(
  occasions: readonly Occasion[],
  relations: readonly Relation[],
  reviews: readonly Review[],
  follows: readonly Follow[],
): Activity[] {
  const untold: Activity[] = [
    ...occasions.map(({ visit, relation, ordinal }) => ({
      ...blank('visit', visit.userId, visit.createdAt),
      restaurantId: visit.restaurantId,
      relationId: relation.id,
      rating: relation.rating,
      comment: ordinal === 1 ? relation.notes : visit.notes,
      tags: ordinal === 1 ? relation.tags : [],
      companionIds: visit.companionIds,
      isStealth: relation.isStealth,
    })),
    ...relations
      .filter(({ status }) => status !== 'been')
      .map((relation) => ({
        ...blank(
          relation.status === 'want_to_try' ? ('want_to_try' as const) : ('recommendation' as const),
          relation.userId,
          relation.createdAt,
        ),
        restaurantId: relation.restaurantId,
        relationId: relation.id,
        rating: relation.rating,
        comment: relation.notes,
      })),
    ...reviews.map((review) => ({
      ...blank('review', review.userId, review.createdAt),
      restaurantId: review.restaurantId,
      reviewId: review.id,
      rating: review.rating,
      comment: review.content,
      tags: review.tags,
      companionIds: review.companionIds,
    })),
    ...follows
      .filter(({ status }) => status === 'accepted')
      .map(({ followerId, followeeId, acceptedAt, createdAt }) => ({
        ...blank('follow', followerId, acceptedAt ?? createdAt),
        targetUserId: followeeId,
      })),
  ];
  const inTime = [...untold].sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
  const ids = new Map(inTime.map((activity, index) => [activity, index + 1]));
  return untold.map((activity) => ({ ...activity, id: ids.get(activity) ?? 0 }));
}

function blank(type: Activity['type'], userId: number, createdAt: Date): Activity {
  return {
    id: 0,
    type,
    userId,
    restaurantId: null,
    targetUserId: null,
    reviewId: null,
    relationId: null,
    rating: null,
    comment: null,
    tags: [],
    companionIds: [],
    isStealth: false,
    createdAt,
  };
}

export type Reactions = { likes: ActivityMark[]; bookmarks: ActivityMark[]; comments: Comment[] };

/** What followers do with what they see. Each kind of activity draws its own amount of interest. */
export function react(
  activities: readonly Activity[],
  citizens: readonly Citizen[],
  houses: readonly House[],
  circle: Circle,
  calendar: CityCalendar,
): Reactions {
  const likes: ActivityMark[] = [];
  const bookmarks: ActivityMark[] = [];
  const comments: Comment[] = [];
  const book = new Phrasebook(new SeededRandom('comments'), 9, 60);
  for (const activity of activities) {
    if (activity.isStealth) continue;
    // A stream per activity: its content stays the same however many others come before it.
    const random = new SeededRandom(`reactions to ${subjectKey(activity)}`);
    const author = citizens[activity.userId - 1];
    const house = activity.restaurantId === null ? undefined : houses[activity.restaurantId - 1];
    const readers = circle
      .followersOf(activity.userId)
      .flatMap((id) => citizens[id - 1] ?? [])
      .filter((reader) => reader.id !== activity.targetUserId);
    const after = (earliest: Date, most: number) =>
      calendar.untilNow(new Date(earliest.getTime() + random.int(2, most) * 60_000), earliest);

    const liking = likability(activity);
    for (const reader of readers) {
      if (random.chance(liking * (circle.areFriends(reader.id, activity.userId) ? 1.3 : 0.6))) {
        likes.push({
          activityId: activity.id,
          userId: reader.id,
          createdAt: after(activity.createdAt, 60 * 26),
        });
      }
      if (house && (activity.rating ?? 0) >= 8.2 && random.chance(0.014)) {
        bookmarks.push({
          activityId: activity.id,
          userId: reader.id,
          createdAt: after(activity.createdAt, 60 * 40),
        });
      }
    }
    if (!house || !author) continue;
    const friends = readers.filter((reader) => circle.areFriends(reader.id, author.id));
    if (friends.length === 0 || !random.chance(talkativeness(activity))) continue;
    const speakers = random.sample(
      friends,
      random.pickWeighted([1, 2, 3], (size) => [0, 10, 4, 1][size] ?? 0),
    );
    let last = activity.createdAt;
    for (const speaker of speakers) {
      const [dish, dish2] = orderFrom(edible(speaker, house), 2, random);
      const subject = {
        dish: dish?.name,
        dish2: dish2?.name,
        name: author.firstName,
        hood: house.restaurant.neighborhood,
      };
      const content = book.say(commentsOn(activity), subject);
      if (content === null) continue;
      last = after(last, 60 * 9);
      comments.push({ id: 0, activityId: activity.id, userId: speaker.id, content, createdAt: last });
    }
    if (last > activity.createdAt && random.chance(0.3)) {
      const [dish] = orderFrom(edible(author, house), 1, random);
      const content = book.say(replyLines, { dish: dish?.name });
      if (content === null) continue;
      comments.push({
        id: 0,
        activityId: activity.id,
        userId: author.id,
        content,
        createdAt: after(last, 60 * 5),
      });
    }
  }
  return {
    likes,
    bookmarks,
    comments: comments
      .sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime())
      .map((comment, index) => ({ ...comment, id: index + 1 })),
  };
}

function subjectKey({
  type,
  userId,
  restaurantId,
  targetUserId,
  relationId,
  companionIds,
  comment,
}: Activity): string {
  return [type, userId, restaurantId, targetUserId, relationId, companionIds, comment].join(' ');
}

function likability({ type, rating }: Activity): number {
  switch (type) {
    case 'review':
      return 0.22;
    case 'visit':
      return (rating ?? 7) >= 8.6 ? 0.17 : 0.1;
    case 'recommendation':
      return 0.14;
    case 'want_to_try':
      return 0.05;
    default:
      return 0.03;
  }
}

function talkativeness({ type, comment }: Activity): number {
  switch (type) {
    case 'review':
      return 0.42;
    case 'visit':
      return comment === null ? 0.1 : 0.2;
    case 'recommendation':
      return 0.15;
    default:
      return 0.14;
  }
}

function commentsOn({ type, rating }: Activity): readonly string[] {
  if (type === 'want_to_try') return wantComments;
  if (type === 'recommendation') return recommendComments;
  return commentLines[rating === null ? 'good' : moodOf(rating)];
}
