import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit, type Limits, type Window } from './limits.rules.js';

const NEW: Window = { hourStartedAt: new Date(0), hourCount: 0, dayStartedAt: new Date(0), dayCount: 0 };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 15, 12);

/** When something is let in, of events at these times (ms after the start, in order). */
function letIn(times: readonly number[], limits: Limits): number[] {
  let window = NEW;
  return times.filter((time) => {
    const next = admit(window, limits, new Date(START + time));
    window = next ?? window;
    return next !== null;
  });
}

describe('limits', () => {
  it('let in twenty likes an hour, and the twenty-first not', () => {
    const times = Array.from({ length: 30 }, (_, n) => n * MINUTE);
    expect(letIn(times, { perHour: 20, perDay: 100 })).toEqual(times.slice(0, 20));
  });

  it('begin anew an hour after the first, however many knocked meanwhile', () => {
    const times = [0, 1, 2, 30 * MINUTE, HOUR - 1, HOUR, HOUR + 1, HOUR + 2];
    expect(letIn(times, { perHour: 2, perDay: 100 })).toEqual([0, 1, HOUR, HOUR + 1]);
  });

  it('let in no more a day than a day allows, whatever the hours allow', () => {
    const times = Array.from({ length: 48 }, (_, n) => n * HOUR);
    expect(letIn(times, { perHour: 5, perDay: 10 })).toEqual([...times.slice(0, 10), ...times.slice(24, 34)]);
  });

  it('survive a clock that goes back: what lies ahead has not begun', () => {
    const ahead = {
      ...NEW,
      hourStartedAt: new Date(START + HOUR),
      hourCount: 5,
      dayStartedAt: new Date(START),
    };
    expect(admit(ahead, { perHour: 5, perDay: 25 }, new Date(START))).toMatchObject({
      hourCount: 1,
      dayCount: 1,
    });
  });
});

describe('at whatever times things happen', () => {
  const Times = fc
    .array(fc.integer({ min: 0, max: 90 * MINUTE }), { minLength: 1, maxLength: 200 })
    .map((pauses) => {
      let now = 0;
      // Most follow each other closely.
      return pauses.map((pause, index) => {
        now += index % 3 === 0 ? pause : pause % (2 * MINUTE);
        return now;
      });
    });
  const AnyLimits = fc.record({
    perHour: fc.integer({ min: 1, max: 20 }),
    perDay: fc.integer({ min: 1, max: 60 }),
  });

  it('no window holds more than its limit, and the one after it begins with what is let in first', () => {
    fc.assert(
      fc.property(Times, AnyLimits, (times, limits) => {
        const told = letIn(times, limits);
        for (const [length, most] of [
          [HOUR, limits.perHour],
          [24 * HOUR, limits.perDay],
        ] as const) {
          let startedAt = Number.NEGATIVE_INFINITY;
          let count = 0;
          for (const time of told) {
            if (time - startedAt >= length) [startedAt, count] = [time, 0];
            expect(++count).toBeLessThanOrEqual(most);
          }
        }
      }),
    );
  });

  it('whoever is refused has a full window behind them: nothing is ever stuck', () => {
    fc.assert(
      fc.property(Times, AnyLimits, (times, limits) => {
        const told = letIn(times, limits);
        const instants = new Set(told);
        for (const time of times) {
          if (instants.has(time)) continue;
          const within = (length: number) => told.filter((one) => one <= time && time - one < length).length;
          expect(within(HOUR) >= limits.perHour || within(24 * HOUR) >= limits.perDay).toBe(true);
        }
      }),
    );
  });
});
