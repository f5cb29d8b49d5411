import type { TimeSlot } from '@beli/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestTime, type OpenMinutes, openTimes, SLOT_WINDOWS } from './availability.rules.js';

// 5 January 2026 is a Monday.
const MONDAY = '2026-01-05';
const TUESDAY = '2026-01-06';
const SUNDAY = '2026-01-11';
const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const on = (day: number, from: string, to: string): readonly [number, number] => {
  const begin = day * 1440 + minuteOf(from);
  return [begin, begin + ((minuteOf(to) - minuteOf(from) + 1440) % 1440 || 1440)];
};
const dinner = (...open: OpenMinutes) => openTimes(open, MONDAY, 'dinner');

describe('the opening hours of a day', () => {
  it('offer the half hours of the slot that leave an hour to stay', () => {
    expect(dinner(on(0, '17:00', '23:00'))).toEqual({
      isOpen: true,
      times: '17:00 17:30 18:00 18:30 19:00 19:30 20:00 20:30 21:00 21:30'.split(' '),
    });
    expect(dinner(on(0, '19:10', '21:00')).times).toEqual(['19:30', '20:00']);
  });

  it('offer nothing where less than 90 minutes in a row of the slot are open', () => {
    expect(dinner(on(0, '17:00', '18:29'))).toEqual({ isOpen: true, times: [] });
    expect(dinner(on(0, '17:00', '18:30')).times).toEqual(['17:00', '17:30']);
    expect(dinner(on(0, '17:00', '18:15'), on(0, '18:30', '19:30')).times).toEqual([]);
    // open long, but hardly in the slot
    expect(dinner(on(0, '20:31', '03:00')).times).toEqual([]);
    expect(dinner(on(0, '20:30', '03:00')).times).toEqual(['20:30', '21:00', '21:30']);
    expect(dinner(on(1, '17:00', '23:00'))).toEqual({ isOpen: false, times: [] });
    expect(openTimes([], MONDAY, 'lunch')).toEqual({ isOpen: false, times: [] });
  });

  it('go on after midnight into the next day, and from Sunday into Monday', () => {
    const night = on(0, '20:00', '10:00');
    expect(openTimes([night], TUESDAY, 'breakfast').times).toEqual(
      '07:00 07:30 08:00 08:30 09:00'.split(' '),
    );
    // as the table keeps it: the week's end is cut
    const wrapped: OpenMinutes = [
      [0, 600],
      [6 * 1440 + 1200, 7 * 1440],
    ];
    expect(openTimes(wrapped, MONDAY, 'breakfast').times.at(-1)).toBe('09:00');
    expect(openTimes(wrapped, SUNDAY, 'dinner').times).toEqual(['20:00', '20:30', '21:00', '21:30']);
  });

  it('split in two offer both halves', () => {
    const twice = [on(0, '11:00', '13:00'), on(0, '13:00', '14:00')] as const;
    expect(openTimes([twice[0]], MONDAY, 'lunch').times).toEqual(['11:30', '12:00']);
    expect(openTimes([on(0, '11:00', '13:00'), on(0, '18:00', '22:00')], MONDAY, 'dinner').times[0]).toBe(
      '18:00',
    );
  });
});

describe('the time to propose', () => {
  it('is the first from 19:00, 12:30 or 09:00 on, else the earliest', () => {
    const proposed = (slot: TimeSlot, from: string, to: string) =>
      bestTime(openTimes([on(0, from, to)], MONDAY, slot).times, slot);
    expect(proposed('dinner', '17:00', '23:00')).toBe('19:00');
    expect(proposed('dinner', '19:10', '23:00')).toBe('19:30');
    expect(proposed('dinner', '16:00', '19:00')).toBe('17:00');
    expect(proposed('lunch', '11:00', '15:00')).toBe('12:30');
    expect(proposed('breakfast', '06:00', '12:00')).toBe('09:00');
    expect(bestTime([], 'dinner')).toBeNull();
  });
});

describe('whatever the hours', () => {
  const hours = fc.uniqueArray(fc.integer({ min: 0, max: 7 * 1440 }), { maxLength: 8 }).map((bounds) => {
    const sorted = bounds.toSorted((a, b) => a - b);
    return Array.from(
      { length: Math.floor(sorted.length / 2) },
      (_, index) => [sorted[2 * index] ?? 0, sorted[2 * index + 1] ?? 0] as const,
    );
  });
  const dates = fc
    .integer({ min: 0, max: 20_000 })
    .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));

  it('a table can be had exactly where 90 minutes of the slot are open, and only while they are', () => {
    const slots = fc.constantFrom<TimeSlot>('breakfast', 'lunch', 'dinner');
    fc.assert(
      fc.property(hours, dates, slots, (open, date, slot) => {
        const { from, to } = SLOT_WINDOWS[slot];
        const midnight = ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) * 1440;
        const isOpenAt = (minute: number) =>
          open.some(([begin, end]) => begin <= midnight + minute && midnight + minute < end);
        let longest = 0;
        let run = 0;
        for (let minute = from; minute < to; minute++) {
          run = isOpenAt(minute) ? run + 1 : 0;
          longest = Math.max(longest, run);
        }
        const { isOpen, times } = openTimes(open, date, slot);
        expect(isOpen).toBe(longest > 0);
        expect(times.length > 0).toBe(longest >= 90);
        for (const minute of times.map(minuteOf)) {
          expect(minute % 30).toBe(0);
          expect(minute >= from && minute < to).toBe(true);
          for (let stay = 0; stay < 60; stay++) expect(isOpenAt(minute + stay)).toBe(true);
        }
      }),
    );
  });
});
