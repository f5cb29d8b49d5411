import { z } from 'zod';
import { RelationFields, Visit } from './lists.js';
import { IdParam, OffsetQuery, PageMeta } from './primitives.js';
import { defineRoutes } from './route.js';

export const VisitInput = RelationFields.pick({
  visitDate: true,
  companions: true,
  notes: true,
  photos: true,
}).meta({ examples: [{ visitDate: '2026-01-15', companions: [2], notes: 'The tasting menu this time.' }] });
export type VisitInput = z.output<typeof VisitInput>;

/** A visit that was added, with the days in a row that it makes. */
export const VisitAdded = Visit.extend({ streak: z.int() }).meta({ id: 'VisitAdded' });
export type VisitAdded = z.output<typeof VisitAdded>;

const Params = z.object({ restaurantId: IdParam });

export const visitRoutes = defineRoutes({
  addVisit: {
    method: 'POST',
    path: '/users/me/restaurants/:restaurantId/visits',
    tag: 'Lists',
    summary: 'One more visit to a place that one has been to, today unless said otherwise',
    access: 'keepLists',
    params: Params,
    body: VisitInput,
    output: VisitAdded,
    status: 201,
    errors: ['RELATION_NOT_FOUND', 'USER_NOT_FOUND', 'IMAGE_NOT_FOUND'],
  },
  listVisits: {
    method: 'GET',
    path: '/users/me/restaurants/:restaurantId/visits',
    tag: 'Lists',
    summary: "One's own visits to a restaurant, newest first",
    access: 'readOwn',
    params: Params,
    query: OffsetQuery,
    output: z.array(Visit),
    meta: PageMeta,
    status: 200,
    errors: ['RESTAURANT_NOT_FOUND'],
  },
  removeVisit: {
    method: 'DELETE',
    path: '/users/me/restaurants/:restaurantId/visits/:id',
    tag: 'Lists',
    summary: 'Take a visit back; the place stays on been',
    access: 'keepLists',
    params: Params.extend({ id: IdParam }),
    output: null,
    status: 204,
    errors: ['VISIT_NOT_FOUND'],
  },
});
