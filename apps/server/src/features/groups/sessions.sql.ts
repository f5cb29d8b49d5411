import type { Category, DietarySlug, ParticipantStatus, TimeSlot, Vote } from '@beli/contract';
import { CompiledQuery, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { accountStands } from '../users/users.public.js';
import type { Standing } from './consensus.rules.js';
import type { Match } from './match.rules.js';
import { placeStands, SESSION_HEAD } from './session-state.sql.js';

const HOLD_PEOPLE = `/* group-hold-people */ select id from users where id = any($1::bigint[]) order by id for share`;

/** Holds these accounts as they are: whoever blocks one of them waits, or has been waited for. */
export async function holdPeople(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(HOLD_PEOPLE, [ids]));
}

const HOLD_PARTICIPANTS = `/* group-hold-participants */
select u.id from users u where u.id in (select p.user_id from match_participants p where p.session_id = $1) order by u.id for share`;

/** The same for everybody whom a session is about; that is settled when it is opened. */
export async function holdParticipants(tx: Tx, sessionId: string): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(HOLD_PARTICIPANTS, [sessionId]));
}

const BLOCKS = `/* group-blocks */
select from blocks where blocker_id = any($1::bigint[]) and blocked_id = any($1::bigint[]) limit 1`;

/** Whether any of these people has blocked another one. */
export async function haveBlocks(tx: Tx, ids: readonly number[]): Promise<boolean> {
  return (await tx.executeQuery(CompiledQuery.raw(BLOCKS, [ids]))).rows.length > 0;
}

export interface NewSession {
  readonly id: string;
  readonly creatorId: number;
  readonly date: string;
  readonly timeSlot: TimeSlot;
  readonly dietaryRestrictions: readonly DietarySlug[];
  readonly category: Category | null;
  readonly centerEncrypted: string | null;
  readonly maxResults: number;
  readonly isRelaxed: boolean;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export async function insertSession(tx: Tx, session: NewSession, people: readonly number[]): Promise<void> {
  await tx
    .insertInto('match_sessions')
    .values({
      id: session.id,
      creator_id: session.creatorId,
      date: session.date,
      time_slot: session.timeSlot,
      dietary_restrictions: [...session.dietaryRestrictions],
      category: session.category,
      center_encrypted: session.centerEncrypted,
      max_results: session.maxResults,
      is_relaxed: session.isRelaxed,
      created_at: session.createdAt,
      expires_at: session.expiresAt,
    })
    .execute();
  await tx
    .insertInto('match_participants')
    .values(
      people.map((id) => ({
        session_id: session.id,
        user_id: id,
        status: id === session.creatorId ? 'joined' : 'invited',
      })),
    )
    .execute();
}

const PLACES = `/* group-places */
insert into match_places (session_id, restaurant_id, position, score, want_points, diet_points, near_points, miles, wanted_by, is_accommodated, to_ask)
select $1, place.* from jsonb_to_recordset($2::jsonb) as place(restaurant_id bigint, position integer, score integer, want_points real,
  diet_points real, near_points real, miles real, wanted_by bigint[], is_accommodated boolean, to_ask text[])`;

/** The matches of a session, instead of those that it has. */
export async function replacePlaces(tx: Tx, sessionId: string, matches: readonly Match[]): Promise<void> {
  await tx.deleteFrom('match_places').where('session_id', '=', sessionId).execute();
  const places = matches.map((match, position) => ({
    restaurant_id: match.restaurantId,
    position,
    score: match.score,
    want_points: match.parts.wantToTry,
    diet_points: match.parts.dietary,
    near_points: match.parts.location,
    miles: match.miles,
    wanted_by: match.wantedBy,
    is_accommodated: match.isAccommodated,
    to_ask: match.toAsk,
  }));
  await tx.executeQuery(CompiledQuery.raw(PLACES, [sessionId, JSON.stringify(places)]));
}

const VOTE = `/* group-vote */
insert into match_votes (session_id, user_id, restaurant_id, vote) values ($1, $2, $3, $4)
on conflict (session_id, user_id, restaurant_id) do update set vote = excluded.vote, voted_at = now() where match_votes.vote <> excluded.vote`;

export async function upsertVote(
  tx: Tx,
  sessionId: string,
  userId: number,
  restaurantId: number,
  vote: Vote,
): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(VOTE, [sessionId, userId, restaurantId, vote]));
}

export async function setStanding(
  tx: Tx,
  sessionId: string,
  userId: number,
  standing: Standing,
): Promise<void> {
  await tx
    .updateTable('match_participants')
    .set({ status: standing })
    .where('session_id', '=', sessionId)
    .where('user_id', '=', userId)
    .execute();
}

export interface SessionChange {
  readonly consensusId?: number | null;
  readonly selectedId?: number;
  readonly isRelaxed?: boolean;
}

/** Notes a change of a session that is held. Returns its new version. */
export async function touchSession(tx: Tx, id: string, change: SessionChange): Promise<number> {
  const { version } = await tx
    .updateTable('match_sessions')
    .set({
      version: sql<number>`version + 1`,
      ...(change.consensusId !== undefined && { consensus_id: change.consensusId }),
      ...(change.selectedId !== undefined && { selected_id: change.selectedId }),
      ...(change.isRelaxed !== undefined && { is_relaxed: change.isRelaxed }),
    })
    .where('id', '=', id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return version;
}

// Ending --------------------------------------------------------------------------------------------------

const END = `/* group-end */
update match_sessions set ended_at = now(), version = version + 1 where id = any($1::uuid[]) and ended_at is null returning id`;
const PEOPLE_OF = `/* group-people-of */
select session_id as "sessionId", array_agg(user_id order by user_id) as "userIds" from match_participants
where session_id = any($1::uuid[]) and status <> 'left' group by session_id`;

export interface Ended {
  readonly sessionId: string;
  /** who took part */
  readonly userIds: number[];
}

/** Takes sessions away from everybody. Returns those that were there. */
export async function endSessions(tx: Tx, ids: readonly string[]): Promise<Ended[]> {
  if (ids.length === 0) return [];
  const { rows: ended } = await tx.executeQuery<{ id: string }>(CompiledQuery.raw(END, [ids]));
  const { rows } = await tx.executeQuery<Ended>(CompiledQuery.raw(PEOPLE_OF, [ended.map(({ id }) => id)]));
  const people = new Map(rows.map(({ sessionId, userIds }) => [sessionId, userIds]));
  return ended.map(({ id }) => ({ sessionId: id, userIds: people.get(id) ?? [] }));
}

const SURPLUS = `/* group-surplus */
select id from match_sessions where id in (
  select id from match_sessions where creator_id = $1 and ended_at is null and expires_at > $2 order by created_at desc, id offset $3
) order by id for no key update`;

/** The oldest open sessions of a creator beyond so many, held. */
export async function lockSurplus(tx: Tx, creatorId: number, keep: number, now: Date): Promise<string[]> {
  const { rows } = await tx.executeQuery<{ id: string }>(CompiledQuery.raw(SURPLUS, [creatorId, now, keep]));
  return rows.map(({ id }) => id);
}

const SHARED = `/* group-shared */
select s.id from match_sessions s where s.ended_at is null and s.id in (
  select a.session_id from match_participants a join match_participants b on b.session_id = a.session_id
  where a.user_id = $1 and b.user_id = $2 and a.status <> 'left' and b.status <> 'left'
) order by s.id for no key update`;

/** The open sessions in which two people meet, held. */
export async function lockShared(tx: Tx, one: number, other: number): Promise<string[]> {
  const { rows } = await tx.executeQuery<{ id: string }>(CompiledQuery.raw(SHARED, [one, other]));
  return rows.map(({ id }) => id);
}

const TAKE_UP = `/* group-take-up */
update match_sessions s set ended_at = null, version = version + 1
where s.id = $1 and s.creator_id = $2 and s.ended_at is not null and s.expires_at > $3 returning s.id`;

/** Lets an ended session go on; false when it is over. */
export async function takeUpSession(tx: Tx, id: string, creatorId: number, now: Date): Promise<boolean> {
  return (await tx.executeQuery(CompiledQuery.raw(TAKE_UP, [id, creatorId, now]))).rows.length > 0;
}

// Finding -------------------------------------------------------------------------------------------------

const AT_ONCE = 20;
const SEATS = `/* group-seats */
select p.session_id as id from match_participants p join match_sessions s on s.id = p.session_id
where p.user_id = $1 and p.status = 'joined' and s.ended_at is null and s.expires_at > $2
order by s.created_at desc, s.id limit ${AT_ONCE}`;

/** The open sessions that a person has joined, newest first. */
export async function findSeats(db: Db, userId: number, now: Date): Promise<string[]> {
  const { rows } = await db.executeQuery<{ id: string }>(CompiledQuery.raw(SEATS, [userId, now]));
  return rows.map(({ id }) => id);
}

const LEFT = `/* group-left-by */
select p.session_id as id from match_participants p join match_sessions s on s.id = p.session_id join users u on u.id = p.user_id
where p.user_id = $1 and p.status <> 'left' and s.ended_at is null and s.expires_at > $2 and not (${accountStands('u')}) order by p.session_id`;

/** Every open session that still counts on a person who is gone. */
export async function findSessionsLeft(db: Db, userId: number, now: Date): Promise<string[]> {
  const { rows } = await db.executeQuery<{ id: string }>(CompiledQuery.raw(LEFT, [userId, now]));
  return rows.map(({ id }) => id);
}

const TAKES_PART = `/* group-takes-part */
select from match_participants p join match_sessions s on s.id = p.session_id
where p.session_id = $1 and p.user_id = $2 and p.status <> 'left' and s.ended_at is null and s.expires_at > $3`;

export async function takesPart(db: Db, id: string, userId: number, now: Date): Promise<boolean> {
  return (await db.executeQuery(CompiledQuery.raw(TAKES_PART, [id, userId, now]))).rows.length > 0;
}

export interface SummaryRow {
  readonly id: string;
  readonly creatorId: number;
  readonly date: string;
  readonly timeSlot: TimeSlot;
  readonly category: Category | null;
  readonly isRelaxed: boolean;
  readonly consensusId: number | null;
  readonly selectedId: number | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly matchCount: number;
  readonly participants: readonly {
    readonly id: number;
    readonly standing: Standing;
    readonly votedCount: number;
    readonly dietaryRestrictions: DietarySlug[];
    readonly showsDietary: boolean;
  }[];
}

/** Places of the session `s` that can still be chosen, as `place`. */
const STANDING_PLACES = `match_places place join restaurants r on r.id = place.restaurant_id and ${placeStands('r')}`;
const MATCH_COUNT = `(select count(*)::int from ${STANDING_PLACES} where place.session_id = s.id)`;
const votedCount = (userId: string) => `(select count(*)::int from ${STANDING_PLACES}
  join match_votes cast_vote on cast_vote.session_id = place.session_id and cast_vote.restaurant_id = place.restaurant_id
  where place.session_id = s.id and cast_vote.user_id = ${userId})`;

const MINE = `from match_participants me join match_sessions s on s.id = me.session_id
  cross join lateral (select ${MATCH_COUNT} as matches, ${votedCount('me.user_id')} as voted) progress
where me.user_id = $1 and me.status <> 'left' and s.ended_at is null and s.expires_at > $2 and ($3::text is null or $3 = case
  when me.status = 'invited' then 'invited' when progress.voted = 0 then 'joined' when progress.voted < progress.matches then 'voting' else 'done' end)`;

const PAGE = `/* group-sessions */
select ${SESSION_HEAD}, progress.matches as "matchCount", (select json_agg(row_to_json(part)) from (
  select p.user_id as id, p.status as standing, ${votedCount('p.user_id')} as "votedCount", u.dietary_restrictions as "dietaryRestrictions",
    coalesce((u.settings->'privacy'->>'showDietary')::boolean, false) as "showsDietary"
  from match_participants p join users u on u.id = p.user_id and ${accountStands('u')} where p.session_id = s.id order by p.user_id) part) as participants
${MINE} order by s.created_at desc, s.id limit $4 offset $5`;
const COUNT = `/* group-sessions-count */ select count(*)::int as total ${MINE}`;

/** A page of the open sessions in which a person takes part, newest first. */
export async function findSessionPage(
  db: Db,
  userId: number,
  now: Date,
  query: { page: number; pageSize: number; status?: ParticipantStatus | undefined },
): Promise<{ rows: SummaryRow[]; total: number }> {
  const parameters = [userId, now, query.status ?? null];
  const page = [query.pageSize, (query.page - 1) * query.pageSize];
  const [{ rows }, counted] = await Promise.all([
    db.executeQuery<SummaryRow>(CompiledQuery.raw(PAGE, [...parameters, ...page])),
    db.executeQuery<{ total: number }>(CompiledQuery.raw(COUNT, parameters)),
  ]);
  return { rows, total: counted.rows[0]?.total ?? 0 };
}

const EXPIRED_VOTES = `/* group-expired-votes */
delete from match_votes where session_id in (select id from match_sessions where expires_at < now())`;
const EXPIRED_PLACES = `/* group-expired-places */
delete from match_places where session_id in (select id from match_sessions where expires_at < now())`;
const FORGOTTEN = `/* group-forgotten */ delete from match_sessions where expires_at < now() - interval '30 days'`;

/** What was decided goes when a session expires. Who met is remembered for 30 days: they are likely to meet again. */
export async function deleteExpiredGroups(tx: Tx): Promise<void> {
  for (const statement of [EXPIRED_VOTES, EXPIRED_PLACES, FORGOTTEN])
    await tx.executeQuery(CompiledQuery.raw(statement, []));
}
