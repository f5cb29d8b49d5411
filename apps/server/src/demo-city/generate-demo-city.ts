import { react, tellActivities } from './activities.js';
import { CityCalendar } from './calendar.js';
import type { DemoCity } from './demo-city.js';
import { featureLists } from './featured-lists.js';
import { Circle, weaveFollows } from './follows.js';
import { compileLists } from './lists.js';
import { OutingPlanner } from './outings.js';
import { settlePeople, toPerson } from './people.js';
import { publishPosts } from './posts.js';
import { ListKeeper } from './relations.js';
import { handOnTables } from './reservations.js';
import { openRestaurants } from './restaurants.js';
import { markHelpful, writeReviews } from './reviews.js';
import { Taste } from './taste.js';

/**
 * Fifty people, 250 places and what happened between them, out of fixed seeds. Who likes what is the same
 * whenever it is generated; only dates move with `now`. Two calls on one UTC date differ in nothing but the
 * clock times of that very day, because nothing may lie in the future.
 */
export function generateDemoCity({ now }: { now: Date }): DemoCity {
  const calendar = new CityCalendar(now);
  const taste = new Taste();
  const citizens = settlePeople(calendar);
  const houses = openRestaurants(calendar);
  const follows = weaveFollows(citizens, calendar);
  const circle = new Circle(follows);

  const outings = new OutingPlanner(citizens, houses, circle, taste, calendar).plan();
  const { relations, occasions } = new ListKeeper(citizens, houses, circle, taste, calendar).keep(outings);
  const reviews = writeReviews(occasions, calendar);
  const lists = compileLists(citizens, houses, relations, calendar);
  const activities = tellActivities(occasions, relations, reviews, follows);

  return {
    people: citizens.map(toPerson),
    follows,
    restaurants: houses.map(({ restaurant }) => restaurant),
    menuItems: houses.flatMap(({ menu }) => menu),
    relations,
    visits: occasions.map(({ visit }) => visit),
    reviews,
    helpfulMarks: markHelpful(reviews, citizens, circle, calendar),
    activities: [...activities].sort((one, other) => one.id - other.id),
    ...react(activities, citizens, houses, circle, calendar),
    lists,
    posts: publishPosts(citizens, houses, reviews, circle, calendar),
    featuredLists: featureLists(citizens, houses, lists.length + 1, calendar),
    reservations: handOnTables(citizens, houses, calendar),
  };
}
