import type { ParticipantStatus, Vote, VoteTally } from '@beli/contract';

/** What somebody said last about taking part. */
export type Standing = 'invited' | 'joined' | 'left';

export interface CountedVote {
  readonly userId: number;
  readonly restaurantId: number;
  readonly vote: Vote;
}

/** Who decides about what, and how they voted so far. */
export interface Ballot {
  readonly participants: readonly { readonly id: number; readonly standing: Standing }[];
  /** best match first */
  readonly places: readonly { readonly restaurantId: number; readonly score: number }[];
  /** one a person and place */
  readonly votes: readonly CountedVote[];
}

/** Who is still to agree: everybody who was asked and has not left. */
export const presentOf = ({ participants }: Ballot): number[] =>
  participants.filter(({ standing }) => standing !== 'left').map(({ id }) => id);

/** The votes of those who are there, by place of the ballot and person. */
function votesByPlace(ballot: Ballot): Map<number, Map<number, Vote>> {
  const present = new Set(presentOf(ballot));
  const byPlace = new Map(ballot.places.map(({ restaurantId }) => [restaurantId, new Map<number, Vote>()]));
  for (const { userId, restaurantId, vote } of ballot.votes)
    if (present.has(userId)) byPlace.get(restaurantId)?.set(userId, vote);
  return byPlace;
}

/** How those who are there voted, by place. */
export function tallies(ballot: Ballot): Map<number, VoteTally> {
  return new Map(
    [...votesByPlace(ballot)].map(([restaurantId, votes]) => {
      const counts = { yes: 0, no: 0, skip: 0 };
      for (const vote of votes.values()) counts[vote]++;
      return [restaurantId, counts];
    }),
  );
}

/** The best match that everybody who is there wants; null without one, or without people. */
export function consensusOf(ballot: Ballot): number | null {
  const present = presentOf(ballot);
  if (present.length === 0) return null;
  const found = [...tallies(ballot)].find(([, { yes }]) => yes === present.length);
  return found?.[0] ?? null;
}

/**
 * What to settle for once everybody has voted on everything: the most yes over no, then the best match. Null
 * until then.
 */
export function suggestedPick(ballot: Ballot): number | null {
  const present = presentOf(ballot);
  const counts = tallies(ballot);
  const isFinished = [...counts.values()].every(({ yes, no, skip }) => yes + no + skip === present.length);
  if (present.length === 0 || !isFinished) return null;
  const margin = (restaurantId: number) => {
    const { yes = 0, no = 0 } = counts.get(restaurantId) ?? {};
    return yes - no;
  };
  const [best] = ballot.places.toSorted(
    (a, b) => margin(b.restaurantId) - margin(a.restaurantId) || b.score - a.score,
  );
  return best?.restaurantId ?? null;
}

/** On how many of the places of now a person has voted. */
export function votedCount({ places, votes }: Ballot, userId: number): number {
  const voted = new Set(votes.flatMap((vote) => (vote.userId === userId ? vote.restaurantId : [])));
  return places.filter(({ restaurantId }) => voted.has(restaurantId)).length;
}

/** How far somebody is, from what they said last and from their votes on the places of now. */
export function statusOf(standing: Standing, voted: number, placeCount: number): ParticipantStatus {
  if (standing !== 'joined') return standing;
  if (voted === 0) return 'joined';
  return voted < placeCount ? 'voting' : 'done';
}

/** The ballot after a vote: it replaces the person's earlier one on the place, and whoever votes has joined. */
export const afterVote = <B extends Ballot>(ballot: B, cast: CountedVote): B => ({
  ...afterMove(ballot, cast.userId, 'joined'),
  votes: [
    ...ballot.votes.filter(
      ({ userId, restaurantId }) => userId !== cast.userId || restaurantId !== cast.restaurantId,
    ),
    cast,
  ],
});

/** The ballot after somebody has joined or left. */
export const afterMove = <B extends Ballot>(ballot: B, userId: number, standing: Standing): B => ({
  ...ballot,
  participants: ballot.participants.map((one) => (one.id === userId ? { ...one, standing } : one)),
});
