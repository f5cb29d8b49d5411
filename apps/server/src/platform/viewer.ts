import type { Role, TokenScope } from '@beli/contract';

/** Who acts: a signed-in person. Handed on explicitly, never looked up behind the caller's back. */
export interface Actor {
  readonly id: number;
  readonly role: Role;
  /** the session, or the personal token, that the request came with */
  readonly sessionId: string;
  /** what a personal token may do; null for a session, which may do all that its person may */
  readonly scopes: readonly TokenScope[] | null;
  readonly isSuspended: boolean;
  /** grows with each write that changes what this person sees; part of the keys of what is cached for them */
  readonly cacheVersion: number;
}

/** Who looks: an actor, or null for somebody who is not signed in. */
export type Viewer = Actor | null;
