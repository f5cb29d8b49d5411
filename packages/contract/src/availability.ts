import { z } from 'zod';
import { CalendarDate, ClockTime, IdParam, queryInt, TimeSlot } from './primitives.js';
import { defineRoutes } from './route.js';

// Views ------------------------------------------------------------------------------------------------

export const Availability = z
  .object({
    available: z.boolean(),
    /** when one may come, on the restaurant's clock; at most 48 */
    slots: z.array(z.object({ time: ClockTime })).max(48),
    /** whether it is open at any time of the slot; null when the hours are unknown */
    isOpen: z.boolean().nullable(),
    /** what says so: the opening hours, or who keeps the restaurant's tables */
    source: z.enum(['hours', 'provider']),
    reservationLink: z.string().nullable(),
  })
  .meta({ id: 'Availability' });
export type Availability = z.output<typeof Availability>;

// Routes -----------------------------------------------------------------------------------------------

export const availabilityRoutes = defineRoutes({
  getAvailability: {
    method: 'GET',
    path: '/restaurants/:id/availability',
    tag: 'Restaurants',
    summary: 'When a table can be had on a day; none on days that have passed',
    access: 'readOwn',
    params: z.object({ id: IdParam }),
    query: z.object({
      date: CalendarDate,
      partySize: queryInt(1, 20).default(2),
      timeSlot: TimeSlot.default('dinner'),
    }),
    output: Availability,
    status: 200,
    errors: ['RESTAURANT_NOT_FOUND'],
  },
});
