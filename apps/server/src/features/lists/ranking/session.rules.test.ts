import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Answer,
  CONTRADICTION,
  chooseQuestion,
  type Field,
  type Kind,
  MOST_SKIPS,
  nextQuestions,
  type Progress,
  questionsFor,
  replay,
} from './session.rules.js';

const fieldOf = (count: number, start = 0): Field => ({
  ids: Array.from({ length: start + count + 3 }, (_, index) => index + 1),
  start,
  end: start + count,
});
const progressOf = (field: Field, answers: readonly Answer[]): Progress => {
  const progress = replay(field, answers);
  if (progress === CONTRADICTION) throw new Error('a contradiction');
  return progress;
};

/** Asks until it is decided; `pick` chooses among what may be asked, `wantsSkip` says when to pass. */
function search(
  field: Field,
  truth: number,
  pick: (allowed: readonly number[], turn: number) => number = ([middle = 0]) => middle,
  wantsSkip: (turn: number) => boolean = () => false,
): { progress: Progress; asked: number; answers: Answer[] } {
  const answers: Answer[] = [];
  let progress = progressOf(field, answers);
  let asked = 0;
  while (!progress.isComplete) {
    const index = pick(nextQuestions(progress), asked);
    const skips = wantsSkip(asked) && progress.skipsUsed < MOST_SKIPS;
    const choice = skips ? 'skip' : truth <= index ? 'left' : 'right';
    answers.push({ restaurantId: field.ids[index] ?? 0, choice });
    asked++;
    progress = progressOf(field, answers);
  }
  return { progress, asked, answers };
}

describe('a search', () => {
  it('asks nothing in an empty bucket', () => {
    expect(progressOf(fieldOf(0, 4), [])).toMatchObject({ isComplete: true, position: 4, questionsLeft: 0 });
  });

  it('finds every position with at most ⌈log2(k+1)⌉ questions, whichever it asks of those it may', () => {
    for (let count = 1; count <= 130; count++) {
      for (let truth = 0; truth <= count; truth++) {
        const pick = (allowed: readonly number[], turn: number) =>
          allowed[(turn * 7 + truth) % allowed.length] ?? 0;
        const { progress, asked } = search(fieldOf(count, 3), truth + 3, pick);
        expect(progress.position).toBe(truth + 3);
        expect(asked).toBeLessThanOrEqual(questionsFor(count));
      }
    }
    for (const count of [500, 1000, 5000]) {
      const { asked, progress } = search(fieldOf(count), count - 7);
      expect([progress.position, asked <= questionsFor(count)]).toEqual([count - 7, true]);
    }
  });

  it('costs one question more for each skip, and misses by no more than what was skipped', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.nat(1000),
        fc.array(fc.nat(9), { maxLength: 2 }),
        fc.nat(50),
        (count, seed, skipAt, choice) => {
          const truth = seed % (count + 1);
          const { progress, asked } = search(
            fieldOf(count),
            truth,
            (allowed) => allowed[choice % allowed.length] ?? 0,
            (turn) => skipAt.includes(turn),
          );
          expect(asked).toBeLessThanOrEqual(questionsFor(count) + progress.skipsUsed);
          expect(Math.abs(progress.position - truth)).toBeLessThanOrEqual(progress.skipsUsed);
          if (progress.skipsUsed === 0) expect(progress.position).toBe(truth);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('asks after a skip about the nearest on one side, then on the other, in the same window', () => {
    const field = fieldOf(7);
    const skip = (index: number): Answer => ({ restaurantId: index + 1, choice: 'skip' });
    const first = progressOf(field, [skip(3)]);
    expect([first.left, first.right, nextQuestions(first)]).toEqual([0, 7, [4]]);
    const second = progressOf(field, [skip(3), skip(4)]);
    expect([second.left, second.right, nextQuestions(second)]).toEqual([0, 7, [2]]);
  });

  it('ends in the middle of what is left where it is too tough, or nothing is left to ask', () => {
    const tough = progressOf(fieldOf(9), [
      { restaurantId: 5, choice: 'right' },
      { restaurantId: 7, choice: 'too_tough' },
    ]);
    expect(tough).toMatchObject({ isComplete: true, left: 5, right: 9, position: 7 });
    expect(progressOf(fieldOf(1), [{ restaurantId: 1, choice: 'skip' }])).toMatchObject({
      isComplete: true,
      position: 0,
    });
  });

  it('is told anew exactly by its answers: an undo is the same as never having answered', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(300), fc.nat(3), (count, truth, skipAt) => {
        const field = fieldOf(count);
        const { answers } = search(field, truth % (count + 1), undefined, (turn) => turn === skipAt);
        let before = progressOf(field, []);
        answers.forEach((answer, index) => {
          const after = progressOf(field, answers.slice(0, index + 1));
          expect(progressOf(field, after.answers.slice(0, -1))).toEqual(before);
          expect(after.answers.at(-1)).toEqual(answer);
          before = after;
        });
      }),
    );
  });
});

describe('on an order that has changed', () => {
  it('forgets what was said about places that left, and asks about those that came between', () => {
    const answers: Answer[] = [
      { restaurantId: 2, choice: 'right' },
      { restaurantId: 3, choice: 'left' },
    ];
    expect(replay({ ids: [1, 2, 3, 4], start: 0, end: 4 }, answers)).toMatchObject({
      isComplete: true,
      position: 2,
    });
    expect(replay({ ids: [1, 2, 9, 3, 4], start: 0, end: 5 }, answers)).toMatchObject({
      isComplete: false,
      open: [2],
    });
    expect(replay({ ids: [1, 2, 4], start: 0, end: 3 }, answers)).toMatchObject({
      open: [2],
      comparisonsDone: 1,
    });
    expect(replay({ ids: [3, 2], start: 0, end: 2 }, answers)).toBe(CONTRADICTION);
  });

  it('leads to a position that agrees with every answer that still says something, or contradicts', () => {
    const ids = Array.from({ length: 40 }, (_, index) => index + 1);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.shuffledSubarray(ids, { minLength: 1 }),
        fc.boolean(),
        (truth, changed, keepsOrder) => {
          const { answers } = search({ ids, start: 0, end: ids.length }, truth);
          const order = keepsOrder ? [...changed].sort((a, b) => a - b) : changed;
          const progress = replay({ ids: order, start: 0, end: order.length }, answers);
          const better = answers.filter(({ choice }) => choice === 'right').map((a) => a.restaurantId);
          const worse = answers.filter(({ choice }) => choice === 'left').map((a) => a.restaurantId);
          const indices = (places: number[]) => places.map((id) => order.indexOf(id)).filter((i) => i >= 0);
          const isPossible = Math.max(-1, ...indices(better)) < Math.min(order.length, ...indices(worse));
          expect(progress === CONTRADICTION).toBe(!isPossible);
          if (keepsOrder) expect(isPossible).toBe(true);
          if (progress === CONTRADICTION) return;
          for (const index of indices(better)) expect(index).toBeLessThan(progress.position);
          for (const index of indices(worse)) expect(index).toBeGreaterThanOrEqual(progress.position);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('like with like', () => {
  it('stays within 15 % of the window round its middle, and within what the questions left can tell apart', () => {
    for (let count = 1; count <= 1000; count++) {
      const progress = progressOf(fieldOf(count), []);
      const middle = Math.floor(count / 2);
      for (const index of nextQuestions(progress)) {
        expect(Math.abs(index - middle)).toBeLessThanOrEqual(0.15 * count);
        expect(Math.max(index, count - index - 1)).toBeLessThanOrEqual(2 ** (questionsFor(count) - 1) - 1);
      }
      expect(nextQuestions(progress)[0]).toBe(middle);
    }
  });

  it('prefers price and kitchen together, then either, then the middle', () => {
    const kinds: Kind[] = [
      { priceRange: '$', cuisines: ['french'] },
      { priceRange: '$$', cuisines: ['thai'] },
      { priceRange: '$$$', cuisines: ['sushi'] },
      { priceRange: '$$', cuisines: ['ramen'] },
    ];
    const choose = (...candidates: number[]) =>
      chooseQuestion(candidates, { priceRange: '$$', cuisines: ['japanese'] }, (index) => kinds[index]);
    expect([choose(0, 1, 2, 3), choose(0, 2, 1), choose(0, 9), choose()]).toEqual([3, 2, 0, null]);
    const unpriced = { priceRange: null, cuisines: [] };
    expect(chooseQuestion([0, 1], unpriced, () => unpriced)).toBe(0);
  });
});
