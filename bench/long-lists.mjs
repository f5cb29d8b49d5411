import { step } from '../scripts/setup/progress.mjs';

const LENGTH = 500;
const AT_ONCE = 100;
/** so many times can each person ask about a hundred others before a pair comes again */
const HUNDREDS = 4;

/**
 * Gives people, and some hundreds of others, lists of 500 places each, written straight into the database.
 * @returns hundreds of ids
 */
export async function provideLongLists(database, people, free) {
  return step(
    `Filling lists of ${LENGTH} places for ${HUNDREDS * AT_ONCE + people.length} people`,
    async () => {
      const { rows } = await database.query(
        `insert into users (username, display_name) select 'long_' || substr(md5(random()::text), 1, 12), 'Long ' || n
       from generate_series(1, $1::int) n returning id`,
        [HUNDREDS * AT_ONCE],
      );
      const others = rows.map(({ id }) => Number(id));
      // From the end of what is free: other scenarios take from its front.
      const places = free.slice(-8 * LENGTH);
      await database.query(
        `insert into relations (user_id, restaurant_id, status, category)
       select person, place.id, 'been', place.category from unnest($1::bigint[]) as person cross join lateral (
         select r.id, r.category from unnest($2::bigint[]) as free(id) join restaurants r on r.id = free.id
         where r.deleted_at is null order by md5(r.id::text || person::text) limit $3) place
       on conflict do nothing`,
        [[...others, ...people.map(({ id }) => id)], places, LENGTH],
      );
      await database.query(
        `update users u set been_count = (select count(*) from relations r where r.user_id = u.id and r.status = 'been')
       where id = any($1::bigint[])`,
        [[...others, ...people.map(({ id }) => id)]],
      );
      for (const person of people) for (const place of places) person.kept?.add(place);
      await database.query('vacuum (analyze) relations');
      return Array.from({ length: HUNDREDS }, (_, n) => others.slice(n * AT_ONCE, (n + 1) * AT_ONCE));
    },
  );
}
