import type { Vote } from '@beli/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterMove,
  afterVote,
  type Ballot,
  consensusOf,
  presentOf,
  type Standing,
  statusOf,
  suggestedPick,
  tallies,
  votedCount,
} from './consensus.rules.js';

const ballot = (
  people: Record<number, Standing>,
  votes: [number, number, Vote][],
  places = [7, 8],
): Ballot => ({
  participants: Object.entries(people).map(([id, standing]) => ({ id: Number(id), standing })),
  places: places.map((restaurantId, index) => ({ restaurantId, score: 90 - index })),
  votes: votes.map(([userId, restaurantId, vote]) => ({ userId, restaurantId, vote })),
});

describe('consensus', () => {
  it('is where everybody who has not left says yes', () => {
    const people = { 1: 'joined', 2: 'joined', 3: 'invited' } as const;
    const two: [number, number, Vote][] = [
      [1, 7, 'yes'],
      [2, 7, 'yes'],
    ];
    expect(consensusOf(ballot(people, two))).toBeNull();
    expect(consensusOf(ballot({ ...people, 3: 'left' }, two))).toBe(7);
    expect(consensusOf(ballot(people, [...two, [3, 7, 'yes']]))).toBe(7);
    expect(consensusOf(ballot(people, [...two, [3, 7, 'skip']]))).toBeNull();
  });

  it('is the better match of two, and nothing without people or for a place that is no match', () => {
    const both: [number, number, Vote][] = [
      [1, 8, 'yes'],
      [1, 7, 'yes'],
      [1, 9, 'yes'],
    ];
    expect(consensusOf(ballot({ 1: 'joined' }, both))).toBe(7);
    expect(consensusOf(ballot({ 1: 'joined' }, [[1, 9, 'yes']]))).toBeNull();
    expect(consensusOf(ballot({ 1: 'left' }, both))).toBeNull();
  });

  it('is not asked of those who left: their votes count again when they come back', () => {
    const gone = ballot({ 1: 'joined', 2: 'left' }, [[2, 7, 'no']]);
    expect(tallies(gone).get(7)).toEqual({ yes: 0, no: 0, skip: 0 });
    expect(tallies(afterMove(gone, 2, 'joined')).get(7)).toEqual({ yes: 0, no: 1, skip: 0 });
  });
});

describe('a suggestion', () => {
  it('comes once everybody has voted on everything: most yes over no, then the better match', () => {
    const people = { 1: 'joined', 2: 'joined' } as const;
    const votes: [number, number, Vote][] = [
      [1, 7, 'no'],
      [2, 7, 'yes'],
      [1, 8, 'yes'],
      [2, 8, 'skip'],
    ];
    expect(suggestedPick(ballot(people, votes))).toBe(8);
    expect(suggestedPick(ballot(people, votes.slice(0, 3)))).toBeNull();
    expect(
      suggestedPick(ballot(people, [votes[0], votes[1], [1, 8, 'no'], [2, 8, 'yes']] as typeof votes)),
    ).toBe(7);
    expect(suggestedPick(ballot(people, [], []))).toBeNull();
  });
});

describe('how far somebody is', () => {
  it('follows from what they said last and their votes', () => {
    expect(statusOf('invited', 0, 3)).toBe('invited');
    expect(statusOf('joined', 0, 3)).toBe('joined');
    expect(statusOf('joined', 2, 3)).toBe('voting');
    expect(statusOf('joined', 3, 3)).toBe('done');
    expect(statusOf('left', 3, 3)).toBe('left');
    expect(statusOf('joined', 0, 0)).toBe('joined');
  });
});

describe('whatever is voted', () => {
  const moves = fc.array(
    fc.oneof(
      fc.record({
        userId: fc.integer({ min: 1, max: 4 }),
        restaurantId: fc.integer({ min: 6, max: 9 }),
        vote: fc.constantFrom<Vote>('yes', 'no', 'skip'),
      }),
      fc.record({
        userId: fc.integer({ min: 1, max: 4 }),
        standing: fc.constantFrom<Standing>('joined', 'left'),
      }),
    ),
    { maxLength: 60 },
  );

  it('a person counts once a place, and a consensus is one of all who are there', () => {
    fc.assert(
      fc.property(moves, (done) => {
        let now = ballot({ 1: 'joined', 2: 'invited', 3: 'invited', 4: 'invited' }, []);
        for (const one of done)
          now = 'vote' in one ? afterVote(now, one) : afterMove(now, one.userId, one.standing);
        const present = presentOf(now);
        for (const { yes, no, skip } of tallies(now).values())
          expect(yes + no + skip).toBeLessThanOrEqual(present.length);
        const last = (userId: number, restaurantId: number) =>
          done.findLast((one) => 'vote' in one && one.userId === userId && one.restaurantId === restaurantId);
        const agreed = [7, 8].find((restaurantId) =>
          present.every((userId) => {
            const cast = last(userId, restaurantId);
            return cast !== undefined && 'vote' in cast && cast.vote === 'yes';
          }),
        );
        expect(consensusOf(now)).toBe(present.length === 0 ? null : (agreed ?? null));
        for (const userId of present) expect(votedCount(now, userId)).toBeLessThanOrEqual(2);
      }),
    );
  });
});
