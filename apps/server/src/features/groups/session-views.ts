import {
  DIETARY_SLUGS,
  type DietarySlug,
  type GroupMatch,
  type GroupParticipant,
  type MatchSession,
  type MatchSessionSummary,
} from '@beli/contract';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/viewer.js';
import {
  AvailabilityService,
  isInSlot,
  type PlaceAvailability,
} from '../availability/availability.public.js';
import { type ClaimableTable, ReservationsService } from '../reservations/reservations.public.js';
import { RestaurantsService } from '../restaurants/restaurants.public.js';
import { UsersService } from '../users/users.public.js';
import { presentOf, type Standing, statusOf, suggestedPick, tallies, votedCount } from './consensus.rules.js';
import { matchReasons } from './match-reasons.rules.js';
import type { SessionState } from './session-state.sql.js';
import type { SummaryRow } from './sessions.sql.js';

/** As clients know it. */
export const sessionName = (id: string) => `session-${id}`;

/** A session, or what one would be if it were opened. */
export type Viewed = Omit<SessionState, 'id' | 'expiresAt'> & {
  readonly id: string | null;
  readonly expiresAt: Date | null;
};

interface Diner {
  readonly id: number;
  readonly standing: Standing;
  readonly dietaryRestrictions: readonly DietarySlug[];
  readonly showsDietary: boolean;
}

/** Sessions as one of the group sees them. */
@Injectable()
export class SessionViews {
  constructor(
    private readonly users: UsersService,
    private readonly restaurants: RestaurantsService,
    private readonly availability: AvailabilityService,
    private readonly reservations: ReservationsService,
  ) {}

  async present(actor: Actor, session: Viewed): Promise<MatchSession> {
    const { date, timeSlot, participants, places } = session;
    const ids = places.map(({ restaurantId }) => restaurantId);
    const groupSize = presentOf(session).length;
    const partySize = Math.max(1, groupSize);
    const [people, cards, tables, offers] = await Promise.all([
      this.users.cards(
        actor,
        participants.map(({ id }) => id),
      ),
      this.restaurants.cards(actor, ids),
      this.availability.ofMany(ids, { date, timeSlot, partySize }),
      this.reservations.claimableAt(actor, { restaurantIds: ids, date, partySize }),
    ]);
    const named = new Set([
      ...session.dietaryRestrictions,
      ...participants.flatMap((one) => shownDiets(one, actor.id)),
    ]);
    const seen = new Set(
      participants.filter(({ id, showsWishes }) => showsWishes || id === actor.id).map(({ id }) => id),
    );
    return {
      ...headOf(session),
      participants: participants.flatMap((one): GroupParticipant[] => {
        const card = people.get(one.id);
        const voted = votedCount(session, one.id);
        return card ? [{ ...card, ...partOf(one, actor.id, voted, places.length) }] : [];
      }),
      dietaryRestrictions: DIETARY_SLUGS.filter((slug) => named.has(slug)),
      matches: places.flatMap((place): GroupMatch[] => {
        const restaurant = cards.get(place.restaurantId);
        if (!restaurant || restaurant.isClosed) return [];
        const table = tables.get(place.restaurantId);
        return [
          {
            restaurant,
            score: place.score,
            scoreBreakdown: place.parts,
            onListsCount: place.wantedBy.length,
            participants: place.wantedBy.filter((id) => seen.has(id)),
            matchReasons: matchReasons(
              {
                ...place,
                groupSize,
                wantedBy: place.wantedBy.length,
                averageScore: restaurant.ratingCount > 0 ? restaurant.rating : null,
                tags: [...restaurant.tags, ...restaurant.goodFor],
                isOpenThen: table?.available === true,
                timeSlot,
              },
              named,
            ),
            availability: tableAt(session, table, offers.get(place.restaurantId) ?? []),
          },
        ];
      }),
      votes: Object.fromEntries(tallies(session)),
      myVotes: Object.fromEntries(
        session.votes.flatMap(({ userId, restaurantId, vote }) =>
          userId === actor.id && ids.includes(restaurantId) ? [[restaurantId, vote]] : [],
        ),
      ),
      suggestedRestaurantId: session.consensusId === null ? suggestedPick(session) : null,
    };
  }

  /** Sessions without what there is to vote on, for lists. */
  async summarize(actor: Actor, rows: readonly SummaryRow[]): Promise<MatchSessionSummary[]> {
    const people = await this.users.cards(
      actor,
      rows.flatMap(({ participants }) => participants.map(({ id }) => id)),
    );
    return rows.map((row) => {
      const participants = row.participants.flatMap((one): GroupParticipant[] => {
        const card = people.get(one.id);
        return card ? [{ ...card, ...partOf(one, actor.id, one.votedCount, row.matchCount) }] : [];
      });
      const own = participants.find(({ id }) => id === actor.id);
      return { ...headOf(row), participants, matchCount: row.matchCount, myStatus: own?.status ?? 'left' };
    });
  }
}

const headOf = (
  session: Omit<SummaryRow, 'id' | 'expiresAt' | 'matchCount' | 'participants'> &
    Pick<Viewed, 'id' | 'expiresAt'>,
) => ({
  sessionId: session.id && sessionName(session.id),
  creatorId: session.creatorId,
  date: session.date,
  timeSlot: session.timeSlot,
  category: session.category,
  relaxed: session.isRelaxed,
  consensusRestaurantId: session.consensusId,
  selectedRestaurantId: session.selectedId,
  version: session.version,
  createdAt: session.createdAt.toISOString(),
  expiresAt: session.expiresAt?.toISOString() ?? null,
});

/** Diets are shown to whom somebody sits down with, which is what joining says. */
const shownDiets = ({ id, standing, showsDietary, dietaryRestrictions }: Diner, viewerId: number) =>
  id === viewerId || showsDietary || standing === 'joined' ? [...dietaryRestrictions] : [];

const partOf = (diner: Diner, viewerId: number, voted: number, placeCount: number) => ({
  status: statusOf(diner.standing, voted, placeCount),
  votedCount: voted,
  dietaryRestrictions: shownDiets(diner, viewerId),
});

/** A table that somebody gives away comes before one that is still to be had. */
function tableAt(
  { date, timeSlot }: Viewed,
  table: PlaceAvailability | undefined,
  offers: readonly ClaimableTable[],
): GroupMatch['availability'] {
  const reservationLink = table?.reservationLink ?? null;
  const offer = offers.find(({ time }) => isInSlot(time, timeSlot));
  if (offer) return { date, timeSlot, time: offer.time, reservationLink, reservationId: offer.reservationId };
  if (!table?.available) return null;
  const { time } = table;
  return { date, timeSlot, ...(time !== null && { time }), reservationLink };
}
