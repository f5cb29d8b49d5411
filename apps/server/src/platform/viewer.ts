import type { Role } from '@beli/contract';

/** Who acts: a signed-in person. Handed on explicitly, never looked up behind the caller's back. */
export interface Actor {
  readonly id: number;
  readonly role: Role;
  readonly sessionId: string;
  readonly isSuspended: boolean;
  /** grows with each write that changes what this person sees; part of the keys of what is cached for them */
  readonly cacheVersion: number;
}

/** Who looks: an actor, or null for somebody who is not signed in. */
export type Viewer = Actor | null;
