import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { milesBetween, roundMiles } from './distance.rules.js';
import { openStateAt, toOpenMinutes, WEEK_MINUTES, weekMinuteIn } from './opening-hours.rules.js';

const at = (day: number, clock: string) =>
  day * 1440 + Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const [MONDAY, SATURDAY, SUNDAY] = [0, 5, 6];

describe('opening hours', () => {
  it('of a Saturday night end on Sunday', () => {
    const ranges = toOpenMinutes({ saturday: { open: '18:00', close: '02:00' } });
    expect(openStateAt(ranges, at(SUNDAY, '01:59'))).toEqual({
      isOpen: true,
      closingTime: '02:00',
      changesIn: 1,
    });
    expect(openStateAt(ranges, at(SUNDAY, '02:00')).isOpen).toBe(false);
    expect(openStateAt(ranges, at(SATURDAY, '17:59'))).toEqual({
      isOpen: false,
      closingTime: null,
      changesIn: 1,
    });
  });

  it('of a Sunday night wrap to Monday', () => {
    const ranges = toOpenMinutes({ sunday: { open: '20:00', close: '03:00' } });
    expect(openStateAt(ranges, at(SUNDAY, '23:00'))).toEqual({
      isOpen: true,
      closingTime: '03:00',
      changesIn: 240,
    });
    expect(openStateAt(ranges, at(MONDAY, '02:59')).closingTime).toBe('03:00');
    expect(openStateAt(ranges, at(MONDAY, '03:00')).isOpen).toBe(false);
  });

  it('that are equal last a day, and 00:00 closes at midnight', () => {
    expect(toOpenMinutes({ monday: { open: '09:00', close: '09:00' } })).toEqual([[540, 1980]]);
    expect(toOpenMinutes({ monday: { open: '09:00', close: '00:00' } })).toEqual([[540, 1440]]);
  });

  it('may be split, and touching periods are one', () => {
    const day = [
      { open: '11:00', close: '14:00' },
      { open: '17:00', close: '22:00' },
      { open: '22:00', close: '23:00' },
    ];
    expect(toOpenMinutes({ monday: day })).toEqual([
      [660, 840],
      [1020, 1380],
    ]);
  });

  it('round the clock never change', () => {
    const day = { open: '00:00', close: '00:00' };
    const ranges = toOpenMinutes({
      monday: day,
      tuesday: day,
      wednesday: day,
      thursday: day,
      friday: day,
      saturday: day,
      sunday: day,
    });
    expect(openStateAt(ranges, 4711)).toEqual({ isOpen: true, closingTime: null, changesIn: null });
  });

  it('of nothing are closed for good', () => {
    expect(openStateAt(toOpenMinutes({}), 0)).toEqual({ isOpen: false, closingTime: null, changesIn: null });
  });

  const clock = fc
    .integer({ min: 0, max: 1439 })
    .map(
      (minute) =>
        `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`,
    );
  const day = fc.option(fc.array(fc.record({ open: clock, close: clock }), { minLength: 1, maxLength: 3 }));
  const week = fc.record({
    monday: day,
    tuesday: day,
    wednesday: day,
    thursday: day,
    friday: day,
    saturday: day,
    sunday: day,
  });

  it('are sorted, apart from each other and inside the week', () => {
    fc.assert(
      fc.property(week, (hours) => {
        let end = -1;
        for (const [from, to] of toOpenMinutes(hours)) {
          expect(from).toBeGreaterThan(end);
          expect(to).toBeGreaterThan(from);
          end = to;
        }
        expect(end).toBeLessThanOrEqual(WEEK_MINUTES);
      }),
    );
  });

  it('hold until the change that is announced, and not a minute longer', () => {
    fc.assert(
      fc.property(week, fc.integer({ min: 0, max: WEEK_MINUTES - 1 }), (hours, minute) => {
        const ranges = toOpenMinutes(hours);
        const { isOpen, changesIn } = openStateAt(ranges, minute);
        if (changesIn === null) return;
        expect(openStateAt(ranges, (minute + changesIn - 1) % WEEK_MINUTES).isOpen).toBe(isOpen);
        expect(openStateAt(ranges, (minute + changesIn) % WEEK_MINUTES).isOpen).toBe(!isOpen);
      }),
    );
  });

  it('are read from the clock on the wall, summer and winter', () => {
    expect(weekMinuteIn('America/New_York', new Date('2026-01-05T12:30:00Z'))).toBe(at(MONDAY, '07:30'));
    expect(weekMinuteIn('America/New_York', new Date('2026-07-06T12:30:00Z'))).toBe(at(MONDAY, '08:30'));
    expect(weekMinuteIn('Asia/Kathmandu', new Date('2026-01-04T18:15:00Z'))).toBe(at(MONDAY, '00:00'));
  });
});

describe('distance', () => {
  it('is nothing to itself, 69.1 miles for a degree, and rounded half up', () => {
    const miles = milesBetween(
      { latitude: 40.7226, longitude: -73.9981 },
      { latitude: 40.7226, longitude: -73.9981 },
    );
    expect(miles).toBe(0);
    expect(roundMiles(milesBetween({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 1 }))).toBe(69.1);
    expect(roundMiles(0.65)).toBe(0.7);
  });

  it('is symmetric and never beyond half the globe', () => {
    const place = fc.record({
      latitude: fc.double({ min: -90, max: 90, noNaN: true }),
      longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    });
    fc.assert(
      fc.property(place, place, (a, b) => {
        expect(milesBetween(a, b)).toBeCloseTo(milesBetween(b, a), 6);
        expect(milesBetween(a, b)).toBeLessThan(12_437.2);
      }),
    );
  });
});
