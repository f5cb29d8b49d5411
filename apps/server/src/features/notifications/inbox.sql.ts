import type { NotificationType, UserCard } from '@beli/contract';
import { CompiledQuery, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import type { Position } from '../../platform/http/pages.js';
import { postIsShown } from '../posts/posts.public.js';
import { accountIsThere, userCardJson } from '../users/users.public.js';

export interface NotificationRow {
  readonly id: number;
  readonly recipientId: number;
  readonly type: NotificationType;
  readonly message: string;
  readonly isByPeople: boolean;
  readonly actorsCount: number;
  /** the last few whom the recipient may meet */
  readonly actors: UserCard[];
  readonly restaurant: { id: number; name: string; image: string | null } | null;
  readonly list: { id: number; name: string } | null;
  readonly activityId: number | null;
  readonly reviewId: number | null;
  readonly postId: number | null;
  /** null where there is no post, or none that the reader may see */
  readonly postTitle: string | null;
  readonly commentText: string | null;
  readonly streakCount: number | null;
  readonly readAt: Date | null;
  /** ISO instant to the microsecond */
  readonly createdAt: string;
}

const ACTORS_SHOWN = 5;

// What it tells of is read where it stands: what has gone, or was hidden since, is not shown here either.
const select = (reader: string) => `select n.id, n.recipient_id as "recipientId", n.type, n.message,
  n.is_by_people as "isByPeople", n.actors_count as "actorsCount",
  (select coalesce(json_agg(shown.card), '[]') from (
    select ${userCardJson('u', reader)} as card from notification_actors na join users u on u.id = na.actor_id and ${accountIsThere('u', reader)}
    where na.notification_id = n.id order by na.created_at desc, na.actor_id desc limit ${ACTORS_SHOWN}) shown) as actors,
  case when r.id is not null then json_build_object('id', r.id, 'name', r.name, 'image', r.images[1]) end as restaurant,
  case when l.id is not null then json_build_object('id', l.id, 'name', l.name) end as list,
  a.id as "activityId", v.id as "reviewId", p.id as "postId", p.title as "postTitle", coalesce(c.content, vc.content, pc.content) as "commentText",
  n.streak_count as "streakCount", n.read_at as "readAt",
  to_char(n.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt"`;

/** The condition that the reader may meet who wrote the comment `alias`, or that they have left for good. */
const isByWhoIsThere = (alias: string, reader: string) =>
  `(${alias}.user_id is null or exists (select from users said where said.id = ${alias}.user_id and ${accountIsThere('said', reader)}))`;

const targets = (
  reader: string,
) => `left join restaurants r on r.id = n.restaurant_id and r.deleted_at is null
left join lists l on l.id = n.list_id and l.deleted_at is null and (l.user_id = n.recipient_id or (l.is_public and l.hidden_at is null))
left join activities a on a.id = n.activity_id and a.deleted_at is null
left join reviews v on v.id = n.review_id and v.deleted_at is null
left join activity_comments c on c.id = n.comment_id and c.deleted_at is null and c.hidden_at is null and ${isByWhoIsThere('c', reader)}
left join review_comments vc on vc.id = n.review_comment_id and vc.deleted_at is null and vc.hidden_at is null and ${isByWhoIsThere('vc', reader)}
left join posts p on p.id = n.post_id and exists (select from users author where author.id = p.user_id and ${postIsShown('p', 'author', reader)})
left join post_comments pc on pc.id = n.post_comment_id and pc.deleted_at is null and pc.hidden_at is null and ${isByWhoIsThere('pc', reader)}`;

const ORDER = 'n.created_at desc, n.id desc';

// The page is found first, then shown.
const page = (name: string, condition: string) => `/* notifications${name} */
with page as (select n.* from notifications n
  where n.recipient_id = $1 and n.dismissed_at is null and (n.created_at, n.id) < ($2::timestamptz, $3::bigint) ${condition}
  order by ${ORDER} limit $4)
${select('$1')} from page n ${targets('$1')} order by ${ORDER}`;

const PAGES = {
  all: page('', ''),
  unread: page('-unread', 'and n.read_at is null'),
  allOf: page('-of-types', 'and n.type = any($5::text[])'),
  unreadOf: page('-unread-of-types', 'and n.read_at is null and n.type = any($5::text[])'),
} as const;

const START: Position = { t: 'infinity', id: Number.MAX_SAFE_INTEGER };

export interface InboxPage {
  readonly after?: Position | undefined;
  readonly limit: number;
  readonly unreadOnly: boolean;
  /** none means all */
  readonly types: readonly NotificationType[];
}

/** Newest first, everything strictly before a position. */
export async function findNotifications(
  db: Db,
  recipientId: number,
  { after = START, limit, unreadOnly, types }: InboxPage,
): Promise<NotificationRow[]> {
  const isOfTypes = types.length > 0;
  const text = PAGES[unreadOnly ? (isOfTypes ? 'unreadOf' : 'unread') : isOfTypes ? 'allOf' : 'all'];
  const parameters = [recipientId, after.t, after.id, limit, ...(isOfTypes ? [types] : [])];
  return (await db.executeQuery<NotificationRow>(CompiledQuery.raw(text, parameters))).rows;
}

const BY_IDS = `/* notifications-by-id */
${select('n.recipient_id')} from notifications n ${targets('n.recipient_id')} where n.id = any($1::bigint[])`;

/** Each as its recipient sees it, whoever that is. */
export async function findNotificationsById(db: Db, ids: readonly number[]): Promise<NotificationRow[]> {
  if (ids.length === 0) return [];
  return (await db.executeQuery<NotificationRow>(CompiledQuery.raw(BY_IDS, [ids]))).rows;
}

const READ = `/* notification-read */
with mine as (select id, read_at from notifications where id = $2 and recipient_id = $1 and dismissed_at is null for no key update)
update notifications n set read_at = coalesce(n.read_at, now()) from mine where n.id = mine.id
returning mine.read_at is null as "wasUnread"`;
const DISMISS = `/* notification-dismiss */
with mine as (select id, read_at from notifications where id = $2 and recipient_id = $1 and dismissed_at is null for no key update)
update notifications n set read_at = coalesce(n.read_at, now()), dismissed_at = now() from mine where n.id = mine.id
returning mine.read_at is null as "wasUnread"`;

interface Handled {
  readonly wasUnread: boolean;
}

/** Undefined where the person has no such notification. */
export async function markRead(tx: Tx, recipientId: number, id: number): Promise<Handled | undefined> {
  return (await tx.executeQuery<Handled>(CompiledQuery.raw(READ, [recipientId, id]))).rows[0];
}

/** Takes a notification away. Undefined where the person has no such one. */
export async function dismiss(tx: Tx, recipientId: number, id: number): Promise<Handled | undefined> {
  return (await tx.executeQuery<Handled>(CompiledQuery.raw(DISMISS, [recipientId, id]))).rows[0];
}

// What clients know of an instant has no microseconds.
const READ_ALL = `/* notifications-read-all */
update notifications set read_at = now()
where recipient_id = $1 and read_at is null and ($2::timestamptz is null or date_trunc('milliseconds', created_at) <= $2::timestamptz)`;

/** How many were unread until now. */
export async function markAllRead(tx: Tx, recipientId: number, before: string | null): Promise<number> {
  const { numAffectedRows } = await tx.executeQuery(CompiledQuery.raw(READ_ALL, [recipientId, before]));
  return Number(numAffectedRows ?? 0);
}

const READ_DAYS = 90;
const UNREAD_DAYS = 180;
const MOST_AT_ONCE = 5_000;

/**
 * Removes what was read 90 days ago and what nobody has read in 180. Returns whose number of unread ones has changed.
 */
export async function deleteOldNotifications(tx: Tx): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`/* notifications-expire */
    with old as (
      (select id from notifications where read_at < now() - ${READ_DAYS}::int * interval '1 day' limit ${MOST_AT_ONCE})
      union all
      (select id from notifications where read_at is null and created_at < now() - ${UNREAD_DAYS}::int * interval '1 day' limit ${MOST_AT_ONCE})
    ), gone as (delete from notifications n using old where n.id = old.id returning n.recipient_id, n.read_at)
    select distinct recipient_id as id from gone where read_at is null`.execute(tx);
  return rows.map(({ id }) => id);
}
