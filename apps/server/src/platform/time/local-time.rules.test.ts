import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf, localTimeOf } from './local-time.rules.js';

const NEW_YORK = 'America/New_York';
const at = (timezone: string, date: string, time: string) =>
  instantOf(timezone, { date, time })?.toISOString() ?? null;

describe('a local time', () => {
  it('is an instant by the offset of its day', () => {
    expect(at(NEW_YORK, '2026-01-15', '19:30')).toBe('2026-01-16T00:30:00.000Z');
    expect(at(NEW_YORK, '2026-07-15', '19:30')).toBe('2026-07-15T23:30:00.000Z');
    expect(at('Asia/Kathmandu', '2026-01-15', '00:00')).toBe('2026-01-14T18:15:00.000Z');
    expect(at('Pacific/Kiritimati', '2026-01-15', '09:00')).toBe('2026-01-14T19:00:00.000Z');
  });

  it('that the clock skips is none, that it shows twice is the first', () => {
    expect(at(NEW_YORK, '2026-03-08', '01:59')).toBe('2026-03-08T06:59:00.000Z');
    expect(at(NEW_YORK, '2026-03-08', '02:30')).toBeNull();
    expect(at(NEW_YORK, '2026-03-08', '03:00')).toBe('2026-03-08T07:00:00.000Z');
    expect(at(NEW_YORK, '2026-11-01', '01:30')).toBe('2026-11-01T05:30:00.000Z');
    expect(at(NEW_YORK, '2026-11-01', '02:00')).toBe('2026-11-01T07:00:00.000Z');
    // by half an hour, and in the south
    expect(at('Australia/Lord_Howe', '2026-10-04', '02:15')).toBeNull();
    expect(at('Australia/Lord_Howe', '2026-04-05', '01:45')).toBe('2026-04-04T14:45:00.000Z');
  });

  it('of any instant leads back to that minute, or to the one that shows the same', () => {
    const zones = [
      'UTC',
      NEW_YORK,
      'Europe/Lisbon',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'America/Havana',
    ];
    const minutes = fc.integer({ min: 0, max: 40_000_000 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), minutes, (timezone, minute) => {
        const instant = new Date(minute * 60_000);
        const local = localTimeOf(timezone, instant);
        const back = instantOf(timezone, local);
        expect(back && localTimeOf(timezone, back)).toEqual(local);
        expect(back && back <= instant).toBe(true);
      }),
    );
  });
});
