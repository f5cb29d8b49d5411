import type { FriendAtRestaurant, UserCard } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountIsThere, isNotMuted, relationIsShown, userCardJson } from '../users/users.public.js';

interface FriendRow extends Omit<FriendAtRestaurant, 'user'> {
  readonly user: UserCard;
  readonly total: number;
}

// What the followed keep in private notes is theirs; s(u, r) of rules is the been rating, else the recommended one.
const FRIENDS = `/* friends-at-restaurant */
with kept as (
  select rel.user_id, array_agg(rel.status order by array_position(array['been', 'recommended', 'want_to_try'], rel.status)) as statuses,
         coalesce(max(rel.rating) filter (where rel.status = 'been'), max(rel.rating) filter (where rel.status = 'recommended')) as rating,
         (array_agg(rel.notes order by rel.status) filter (where rel.notes is not null and not rel.notes_private))[1] as notes,
         max(rel.visit_date) as visit_date, max(rel.created_at) as at
  from follows f
  join users u on u.id = f.followee_id and ${accountIsThere('u', '$1')} and ${isNotMuted('u', '$1')}
  join relations rel on rel.user_id = f.followee_id and rel.restaurant_id = $2 and ${relationIsShown('rel', 'u', '$1')}
  where f.follower_id = $1 and f.status = 'accepted'
  group by rel.user_id
), listed as (
  select *, count(*) over ()::int as total from kept
  order by (statuses[1] = 'been') desc, rating desc nulls last, at desc, user_id limit $3 offset $4
)
select ${userCardJson('u', '$1')} as user, listed.statuses[1] as status, listed.statuses, listed.rating, listed.notes,
       listed.visit_date as "visitDate", listed.total
from listed join users u on u.id = listed.user_id
order by (listed.statuses[1] = 'been') desc, listed.rating desc nulls last, listed.at desc, listed.user_id`;

const COUNT = `/* friends-at-restaurant-count */
select count(distinct rel.user_id)::int as total from follows f
join users u on u.id = f.followee_id and ${accountIsThere('u', '$1')} and ${isNotMuted('u', '$1')}
join relations rel on rel.user_id = f.followee_id and rel.restaurant_id = $2 and ${relationIsShown('rel', 'u', '$1')}
where f.follower_id = $1 and f.status = 'accepted'`;

/** Followed people who keep the restaurant: who has been there first, by rating. */
export async function findFriendsAt(
  db: Db,
  viewerId: number,
  restaurantId: number,
  { page, pageSize }: { page: number; pageSize: number },
): Promise<{ friends: FriendAtRestaurant[]; total: number }> {
  const offset = (page - 1) * pageSize;
  const { rows } = await db.executeQuery<FriendRow>(
    CompiledQuery.raw(FRIENDS, [viewerId, restaurantId, pageSize, offset]),
  );
  const friends = rows.map(({ total: _, ...friend }) => friend);
  const [first] = rows;
  if (first || offset === 0) return { friends, total: first?.total ?? 0 };
  // Past the end no row carries the total.
  const counted = await db.executeQuery<{ total: number }>(
    CompiledQuery.raw(COUNT, [viewerId, restaurantId]),
  );
  return { friends, total: counted.rows[0]?.total ?? 0 };
}
