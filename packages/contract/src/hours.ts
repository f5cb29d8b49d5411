import { z } from 'zod';
import { ClockTime } from './primitives.js';

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Local clock times. `close` at or before `open` is on the next day; equal means open for 24 hours. */
export const Period = z.strictObject({ open: ClockTime, close: ClockTime });
export type Period = z.output<typeof Period>;

/** One period, several, or null for a closed day. */
export const DayHours = z.union([Period, z.array(Period).min(1).max(6)]).nullable();
export type DayHours = z.output<typeof DayHours>;

/** Opening hours by weekday; a missing day is closed. */
export const WeekHours = z
  .strictObject({
    monday: DayHours.optional(),
    tuesday: DayHours.optional(),
    wednesday: DayHours.optional(),
    thursday: DayHours.optional(),
    friday: DayHours.optional(),
    saturday: DayHours.optional(),
    sunday: DayHours.optional(),
  })
  .meta({ id: 'WeekHours', examples: [{ monday: null, tuesday: { open: '17:00', close: '23:00' } }] });
export type WeekHours = z.output<typeof WeekHours>;
