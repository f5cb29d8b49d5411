import { excerptOf, sanitizePostHtml, textOf } from '../platform/text/post-html.js';
import type { CityCalendar } from './calendar.js';
import type { Post, Review } from './demo-city.js';
import type { Circle } from './follows.js';
import type { Citizen } from './people.js';
import type { House } from './restaurants.js';
import { SeededRandom } from './seeded-random.js';
import {
  postClosings,
  postComments,
  postOpenings,
  postSubtitles,
  postTitles,
} from './word-lists/post-lines.js';

const HOUR = 3_600_000;
const COUNTS: Readonly<Record<number, string>> = { 3: 'three', 4: 'four', 5: 'five' };

/** What tastemakers publish: the best places that they have reviewed, in their own words, one or two posts each. */
export function publishPosts(
  citizens: readonly Citizen[],
  houses: readonly House[],
  reviews: readonly Review[],
  circle: Circle,
  calendar: CityCalendar,
): Post[] {
  const random = new SeededRandom('posts');
  const posts: Post[] = [];
  const experts = citizens.filter(({ tastemakerProfile }) => tastemakerProfile !== null);
  for (const [index, author] of experts.entries()) {
    const best = reviews
      .filter(({ userId, rating }) => userId === author.id && rating >= 7)
      .sort((one, other) => other.rating - one.rating || one.id - other.id);
    for (let number = 0; number <= index % 2; number++) {
      const chosen = best.splice(0, random.int(3, 5));
      if (chosen.length < 3) break;
      posts.push(compose(posts.length, author, chosen, houses, circle, calendar, random));
    }
  }
  return posts;
}

function compose(
  index: number,
  author: Citizen,
  chosen: readonly Review[],
  houses: readonly House[],
  circle: Circle,
  calendar: CityCalendar,
  random: SeededRandom,
): Post {
  const places = chosen.flatMap((review) => houses[review.restaurantId - 1]?.restaurant ?? []);
  const latest = new Date(Math.max(...chosen.map(({ createdAt }) => createdAt.getTime())));
  const createdAt = calendar.untilNow(new Date(latest.getTime() + random.int(20, 90) * HOUR), latest);
  const content = sanitizePostHtml(
    [
      `<p>${turn(postOpenings, index)}</p>`,
      ...chosen.map((review, at) => `<h2>${places[at]?.name}</h2><p>${review.content}</p>`),
      `<p><em>${turn(postClosings, index)}</em></p>`,
    ].join('\n'),
    null,
  );
  const specialty = author.tastemakerProfile?.specialty ?? '';
  const answer = () =>
    calendar.untilNow(new Date(createdAt.getTime() + random.int(1, 200) * HOUR), createdAt);
  const followers = circle.followersOf(author.id);
  const by = (share: number) =>
    followers.filter(() => random.chance(share)).map((userId) => ({ userId, createdAt: answer() }));
  const likes = by(0.4);
  return {
    id: index + 1,
    userId: author.id,
    title: `${specialty}: ${turn(postTitles, index).replace('{count}', COUNTS[chosen.length] ?? 'some')}`,
    subtitle: turn(postSubtitles, index),
    content,
    excerpt: excerptOf(textOf(content)),
    tags: [specialty.toLowerCase(), ...new Set(places.map(({ neighborhood }) => neighborhood))].slice(0, 4),
    isFeatured: index % 4 === 0,
    restaurantIds: places.map(({ id }) => id),
    viewsCount: followers.length * random.int(2, 6) + likes.length,
    likes,
    bookmarks: by(0.15),
    comments: by(0.12).map((one, at) => ({ ...one, content: turn(postComments, index * 2 + at) })),
    createdAt,
  };
}

/** The lines one after another, so that none comes twice before all have come. */
function turn<T>(lines: readonly T[], index: number): T {
  const line = lines[index % lines.length];
  if (line === undefined) throw new Error('no lines');
  return line;
}
