import type { NotificationType } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Tx } from '../../platform/database/database.js';
import { accountStands } from '../users/users.public.js';
import type { Push, Setting } from './kinds.rules.js';
import type { Window } from './limits.rules.js';
import type { Story } from './stories.rules.js';

export interface WindowRow extends Window {
  readonly recipientId: number;
}

// One after another in order of id, so that two who tell the same people cannot wait for each other.
const LOCK_WINDOWS = `/* notification-windows-lock */
insert into notification_windows as w (recipient_id, type)
select u.id, $2 from users u where u.id = any($1::bigint[]) order by u.id
on conflict (recipient_id, type) do update set type = excluded.type
returning w.recipient_id as "recipientId", w.hour_started_at as "hourStartedAt", w.hour_count as "hourCount",
  w.day_started_at as "dayStartedAt", w.day_count as "dayCount"`;

/** How often people were told of one kind; until the commit nobody else tells them of that kind. */
export async function lockWindows(
  tx: Tx,
  recipientIds: readonly number[],
  type: NotificationType,
): Promise<WindowRow[]> {
  return (await tx.executeQuery<WindowRow>(CompiledQuery.raw(LOCK_WINDOWS, [recipientIds, type]))).rows;
}

const SAVE_WINDOWS = `/* notification-windows-save */
update notification_windows w set hour_started_at = s."hourStartedAt", hour_count = s."hourCount",
  day_started_at = s."dayStartedAt", day_count = s."dayCount"
from jsonb_to_recordset($2::jsonb) as s("recipientId" bigint, "hourStartedAt" timestamptz, "hourCount" integer,
  "dayStartedAt" timestamptz, "dayCount" integer)
where w.recipient_id = s."recipientId" and w.type = $1`;

export async function saveWindows(
  tx: Tx,
  type: NotificationType,
  windows: readonly WindowRow[],
): Promise<void> {
  if (windows.length === 0) return;
  await tx.executeQuery(CompiledQuery.raw(SAVE_WINDOWS, [type, JSON.stringify(windows)]));
}

export interface Listener {
  readonly recipientId: number;
  readonly isFriend: boolean;
  readonly allowsNonFriends: boolean;
}

// Nobody is told of themselves, of whom they muted or must not meet, of whoever is gone, or of what they switched off.
const AUDIENCE = `/* notification-audience */
select r.id as "recipientId",
  $2::bigint is null or exists (select from follows f where f.follower_id = r.id and f.followee_id = $2 and f.status = 'accepted') as "isFriend",
  coalesce((r.settings->'notifications'->>'nonFriends')::boolean, false) as "allowsNonFriends"
from users r
where r.id = any($1::bigint[]) and r.deleted_at is null
  and ($3::text is null or coalesce((r.settings->'notifications'->>$3)::boolean, true))
  and ($2::bigint is null or (r.id <> $2 and exists (select from users a where a.id = $2 and ${accountStands('a')})
    and not exists (select from mutes m where m.muter_id = r.id and m.muted_id = $2)
    and not exists (select from blocks b where (b.blocker_id = r.id and b.blocked_id = $2) or (b.blocker_id = $2 and b.blocked_id = r.id))))
  and ($4 or not exists (
    select from notifications n where n.recipient_id = r.id and n.type = $5 and n.target = $6
      and case when $2::bigint is null then n.created_at > now() - interval '1 day' else exists (
        select from notification_actors told where told.notification_id = n.id and told.actor_id = $2
          and told.created_at > now() - interval '1 day') end))
order by r.id`;

/** Who of these people is to hear a story. */
export async function findAudience(
  tx: Tx,
  recipientIds: readonly number[],
  { actorId, type, target }: Story,
  { setting, isRepeated }: { setting: Setting | null; isRepeated: boolean },
): Promise<Listener[]> {
  const parameters = [recipientIds, actorId, setting, isRepeated, type, target];
  return (await tx.executeQuery<Listener>(CompiledQuery.raw(AUDIENCE, parameters))).rows;
}

const LOCK_ALIKE = `/* notification-alike-lock */
select n.id, n.recipient_id as "recipientId" from unnest($1::bigint[]) as asked(id)
cross join lateral (
  select newest.id from notifications newest where newest.recipient_id = asked.id and newest.type = $2 and newest.target = $3
    and newest.read_at is null order by newest.created_at desc, newest.id desc limit 1) found
join notifications n on n.id = found.id where n.read_at is null order by n.id for no key update of n`;

/** The newest unread notification about the same, by its recipient; it stays unread until the commit. */
export async function lockAlike(
  tx: Tx,
  recipientIds: readonly number[],
  { type, target }: Story,
): Promise<Map<number, number>> {
  if (recipientIds.length === 0) return new Map();
  const { rows } = await tx.executeQuery<{ id: number; recipientId: number }>(
    CompiledQuery.raw(LOCK_ALIKE, [recipientIds, type, target]),
  );
  return new Map(rows.map(({ id, recipientId }) => [recipientId, id]));
}

const JOIN = `/* notification-join */
with joined as (
  insert into notification_actors (notification_id, actor_id) select id, $2 from unnest($1::bigint[]) as told(id)
  on conflict do nothing returning notification_id)
update notifications n set actors_count = n.actors_count + 1 from joined where n.id = joined.notification_id`;

/** Counts an actor among those of some notifications. */
export async function joinActor(tx: Tx, ids: readonly number[], actorId: number): Promise<void> {
  if (ids.length > 0) await tx.executeQuery(CompiledQuery.raw(JOIN, [ids, actorId]));
}

export interface Told {
  readonly id: number;
  readonly recipientId: number;
}

const INSERT = `/* notification-insert */
with told as (
  insert into notifications (recipient_id, push, event_id, type, target, message, actors_count, is_by_people,
    restaurant_id, list_id, activity_id, review_id, comment_id, review_comment_id, streak_count, post_id, post_comment_id)
  select r.id, r.push, $3, $4, $5, $6, case when $7::bigint is null then 0 else 1 end, $7::bigint is not null,
    $8::bigint, $9::bigint, $10::bigint, $11::bigint, $12::bigint, $13::bigint, $14::integer, $15::bigint, $16::bigint
  from unnest($1::bigint[], $2::text[]) as r(id, push)
  on conflict (event_id, recipient_id) do nothing returning id, recipient_id
), acted as (
  insert into notification_actors (notification_id, actor_id) select id, $7 from told where $7::bigint is not null)
select id, recipient_id as "recipientId" from told`;

/** Those of the recipients whom this event had not told yet. */
export async function insertNotifications(
  tx: Tx,
  eventId: string,
  story: Story,
  recipients: readonly { readonly recipientId: number; readonly push: Push }[],
): Promise<Told[]> {
  if (recipients.length === 0) return [];
  const parameters = [
    recipients.map(({ recipientId }) => recipientId),
    recipients.map(({ push }) => push),
    eventId,
    story.type,
    story.target,
    story.message,
    story.actorId,
    story.restaurantId ?? null,
    story.listId ?? null,
    story.activityId ?? null,
    story.reviewId ?? null,
    story.commentId ?? null,
    story.reviewCommentId ?? null,
    story.streakCount ?? null,
    story.postId ?? null,
    story.postCommentId ?? null,
  ];
  return (await tx.executeQuery<Told>(CompiledQuery.raw(INSERT, parameters))).rows;
}

const PART = `/* notification-part */
with parted as (
  delete from notification_actors a using notifications n
  where n.id = a.notification_id and ((n.recipient_id = $1 and a.actor_id = $2) or (n.recipient_id = $2 and a.actor_id = $1))
  returning a.notification_id as id)
update notifications n set actors_count = n.actors_count - 1,
  read_at = case when n.actors_count = 1 then coalesce(n.read_at, now()) else n.read_at end,
  dismissed_at = case when n.actors_count = 1 then now() else n.dismissed_at end
from parted where n.id = parted.id`;

/** Takes two people out of what each was told of the other; what told of nobody else goes. */
export async function partActors(tx: Tx, one: number, other: number): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(PART, [one, other]));
}
