import { z } from 'zod';
import type { Role } from './primitives.js';

/** What a personal token may be made for. */
export const TokenScope = z.enum(['read', 'write:lists', 'write:reviews']);
export type TokenScope = z.output<typeof TokenScope>;

interface Rule {
  /** `anybody` needs no account */
  readonly roles: 'anybody' | readonly Role[];
  /** the scope that opens it to a personal token; null where none does */
  readonly scope: TokenScope | null;
}

const EVERYONE = ['user', 'tastemaker', 'moderator', 'admin'] as const;

/**
 * The one table of who may do what. Every route names one of these permissions; ownership and visibility are
 * decided by the services, after it.
 */
export const PERMISSIONS = {
  /** read what is open to everybody; richer when signed in */
  browse: { roles: 'anybody', scope: 'read' },
  /** sign in or up, or use a link that was sent */
  enter: { roles: 'anybody', scope: null },
  readOwn: { roles: EVERYONE, scope: 'read' },
  keepLists: { roles: EVERYONE, scope: 'write:lists' },
  writeReviews: { roles: ['user', 'tastemaker', 'admin'], scope: 'write:reviews' },
  /** delete an own review; those who moderate delete others' too */
  withdrawReviews: { roles: EVERYONE, scope: 'write:reviews' },
  /** tell followers of a place, and take that back */
  tell: { roles: EVERYONE, scope: null },
  /** mark, bookmark and comment on what others published */
  respond: { roles: EVERYONE, scope: null },
  /** offer, share, claim and release tables */
  handReservations: { roles: EVERYONE, scope: null },
  /** tell what is wrong or missing in the catalogue */
  suggest: { roles: EVERYONE, scope: null },
  /** follow, block, mute, report */
  meetPeople: { roles: EVERYONE, scope: null },
  /** find a place for a group and vote on it */
  dineTogether: { roles: EVERYONE, scope: null },
  manageAccount: { roles: EVERYONE, scope: null },
  /** ask to become a tastemaker: who publishes or moderates already does not */
  applyAsTastemaker: { roles: ['user'], scope: null },
  publishPosts: { roles: ['tastemaker', 'admin'], scope: null },
  /** delete an own post; those who moderate delete others' too */
  withdrawPosts: { roles: EVERYONE, scope: null },
  /** lists of the house */
  feature: { roles: ['admin'], scope: null },
  createRestaurants: { roles: ['admin'], scope: null },
  editRestaurants: { roles: ['moderator', 'admin'], scope: null },
  deleteRestaurants: { roles: ['admin'], scope: null },
  /** suggestions, requests, duplicates and merges */
  keepCatalogue: { roles: ['admin'], scope: null },
  /** the reports queue; delete any content */
  moderate: { roles: ['moderator', 'admin'], scope: null },
  /** roles, suspensions, the audit log */
  administer: { roles: ['admin'], scope: null },
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof PERMISSIONS;

/** Who asks: nobody, a person, or a person's token with its scopes. */
export interface Grantee {
  readonly role: Role;
  /** null for a session, which may do all that its person may */
  readonly scopes: readonly TokenScope[] | null;
}

export type Refusal = 'sign-in' | 'role' | 'scope';

/** Why a permission is not given, or null where it is. */
export function refusalOf(permission: Permission, grantee: Grantee | null): Refusal | null {
  const { roles, scope }: Rule = PERMISSIONS[permission];
  if (roles !== 'anybody') {
    if (grantee === null) return 'sign-in';
    if (!roles.includes(grantee.role)) return 'role';
  }
  if (!grantee || grantee.scopes === null) return null;
  return scope !== null && grantee.scopes.includes(scope) ? null : 'scope';
}

export const mayDo = (permission: Permission, grantee: Grantee | null): boolean =>
  refusalOf(permission, grantee) === null;
