import type { Category, DietarySlug, TimeSlot, Vote } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { accountIsOpen, accountStands } from '../users/users.public.js';
import type { Standing } from './consensus.rules.js';

export interface ParticipantRow {
  readonly id: number;
  readonly standing: Standing;
  /** whether the viewer may see what they want to try: by what they are to each other, or because they joined */
  readonly showsWishes: boolean;
  readonly dietaryRestrictions: readonly DietarySlug[];
  readonly showsDietary: boolean;
}

export interface PlaceRow {
  readonly restaurantId: number;
  readonly score: number;
  readonly parts: { readonly wantToTry: number; readonly dietary: number; readonly location: number };
  readonly miles: number | null;
  readonly wantedBy: readonly number[];
  readonly isAccommodated: boolean;
  readonly toAsk: readonly DietarySlug[];
}

export interface VoteRow {
  readonly userId: number;
  readonly restaurantId: number;
  readonly vote: Vote;
}

/** A session at one instant: who is there, what fits, who voted how. People and places that are gone are not in it. */
export interface SessionState {
  readonly id: string;
  readonly creatorId: number;
  readonly date: string;
  readonly timeSlot: TimeSlot;
  readonly dietaryRestrictions: DietarySlug[];
  readonly category: Category | null;
  readonly centerEncrypted: string | null;
  readonly maxResults: number;
  readonly isRelaxed: boolean;
  readonly consensusId: number | null;
  readonly selectedId: number | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly participants: readonly ParticipantRow[];
  /** best first */
  readonly places: readonly PlaceRow[];
  readonly votes: readonly VoteRow[];
}

/** The condition that a place can still be chosen. */
export const placeStands = (alias: string): string =>
  `${alias}.deleted_at is null and not ${alias}.is_closed`;

const PARTICIPANT = `select p.user_id as id, p.status as standing, u.shows_want_to_try and (p.status = 'joined' or (${accountIsOpen('u', '$2')})) as "showsWishes",
  u.dietary_restrictions as "dietaryRestrictions", coalesce((u.settings->'privacy'->>'showDietary')::boolean, false) as "showsDietary"
  from match_participants p join users u on u.id = p.user_id and ${accountStands('u')} where p.session_id = s.id order by p.user_id`;
const PLACE = `select p.restaurant_id as "restaurantId", p.score,
  json_build_object('wantToTry', p.want_points, 'dietary', p.diet_points, 'location', p.near_points) as parts, p.miles,
  p.wanted_by as "wantedBy", p.is_accommodated as "isAccommodated", p.to_ask as "toAsk"
  from match_places p join restaurants r on r.id = p.restaurant_id and ${placeStands('r')} where p.session_id = s.id order by p.position, p.restaurant_id`;
const VOTE = `select v.user_id as "userId", v.restaurant_id as "restaurantId", v.vote from match_votes v where v.session_id = s.id`;

const rowsOf = (select: string) =>
  `coalesce((select json_agg(row_to_json(part)) from (${select}) part), '[]')`;

export const SESSION_HEAD = `s.id, s.creator_id as "creatorId", s.date, s.time_slot as "timeSlot", s.category, s.is_relaxed as "isRelaxed",
  s.consensus_id as "consensusId", s.selected_id as "selectedId", s.version, s.created_at as "createdAt", s.expires_at as "expiresAt"`;

// One statement, so that who is there and how they voted are of the same instant.
const STATE = `/* group-session */
select ${SESSION_HEAD}, s.dietary_restrictions as "dietaryRestrictions", s.center_encrypted as "centerEncrypted", s.max_results as "maxResults",
  ${rowsOf(PARTICIPANT)} as participants, ${rowsOf(PLACE)} as places, ${rowsOf(VOTE)} as votes
from match_sessions s where s.id = $1 and s.ended_at is null and s.expires_at > $3`;

/**
 * An open session, whoever asks: whether they take part is for the caller to see.
 * @param viewerId as whom wishes are looked at
 */
export async function findSession(
  db: Db,
  id: string,
  viewerId: number | null,
  now: Date,
): Promise<SessionState | undefined> {
  const { rows } = await db.executeQuery<SessionState>(CompiledQuery.raw(STATE, [id, viewerId, now]));
  return rows[0];
}

const LOCK = `/* group-session-lock */ select from match_sessions where id = $1 for no key update`;

/** The same with its row held: what happens to a session happens one after another. */
export async function lockSession(
  tx: Tx,
  id: string,
  viewerId: number | null,
  now: Date,
): Promise<SessionState | undefined> {
  await tx.executeQuery(CompiledQuery.raw(LOCK, [id]));
  return findSession(tx, id, viewerId, now);
}
