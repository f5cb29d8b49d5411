import { z } from 'zod';
import { ReportAction, ReportTarget } from './moderation.js';
import { Category, RelationStatus } from './primitives.js';

/** Facts that happened, by name: what a committed transaction tells the rest of the system. */
export const EVENTS = {
  'relation.added': z.object({
    userId: z.number(),
    restaurantId: z.number(),
    relationId: z.number(),
    status: RelationStatus,
    category: Category,
    activityId: z.number().nullable(),
    /** days in a row with a visit, when this visit made the run longer */
    streakReached: z.number().nullable(),
    isStealth: z.boolean(),
  }),
  'relation.changed': z.object({ userId: z.number(), restaurantId: z.number() }),
  'relation.removed': z.object({ userId: z.number(), restaurantIds: z.array(z.number()) }),
  'follow.started': z.object({ followerId: z.number(), followeeId: z.number() }),
  'follow.requested': z.object({ followerId: z.number(), followeeId: z.number() }),
  'follow.ended': z.object({ followerId: z.number(), followeeId: z.number() }),
  'profile.changed': z.object({ userId: z.number() }),
  'sessions.ended': z.object({ userId: z.number(), sessionIds: z.array(z.string()) }),
  /** role or suspension are others now */
  'access.changed': z.object({ userId: z.number() }),
  /** a decision on reports, or on an appeal against one */
  'report.decided': z.object({
    reportId: z.number(),
    authorId: z.number(),
    targetType: ReportTarget,
    action: ReportAction,
    isAppeal: z.boolean(),
    suspendedUntil: z.string().nullable(),
  }),
  'restaurant.created': z.object({ restaurantId: z.number() }),
  'restaurant.changed': z.object({ restaurantId: z.number() }),
  'restaurant.removed': z.object({ restaurantId: z.number() }),
} as const;

export type EventName = keyof typeof EVENTS;
export type EventPayload<N extends EventName> = z.output<(typeof EVENTS)[N]>;
