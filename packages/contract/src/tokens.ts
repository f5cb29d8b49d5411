import { z } from 'zod';
import { TokenScope } from './permissions.js';
import { Id, IdParam, Instant, plainText } from './primitives.js';
import { defineRoutes } from './route.js';

/** A personal token: for scripts and tools of one's own, within its scopes. The secret is shown once. */
export const PersonalToken = z
  .object({
    id: Id,
    name: z.string(),
    scopes: z.array(TokenScope),
    createdAt: Instant,
    expiresAt: Instant,
    lastUsedAt: Instant.nullable(),
  })
  .meta({ id: 'PersonalToken' });
export type PersonalToken = z.output<typeof PersonalToken>;

export const NewPersonalToken = PersonalToken.extend({ token: z.string() }).meta({ id: 'NewPersonalToken' });
export type NewPersonalToken = z.output<typeof NewPersonalToken>;

export const PersonalTokenInput = z
  .strictObject({
    name: plainText(100, 1),
    scopes: z
      .array(TokenScope)
      .min(1)
      .max(TokenScope.options.length)
      .transform((scopes) => [...new Set(scopes)]),
    expiresInDays: z.int().min(1).max(365).default(90),
  })
  .meta({ examples: [{ name: 'My map', scopes: ['read'], expiresInDays: 90 }] });
export type PersonalTokenInput = z.output<typeof PersonalTokenInput>;

export const tokenRoutes = defineRoutes({
  listTokens: {
    method: 'GET',
    path: '/users/me/tokens',
    tag: 'Authentication',
    summary: "The caller's personal tokens, newest first",
    access: 'manageAccount',
    output: z.array(PersonalToken),
    status: 200,
    errors: [],
  },
  createToken: {
    method: 'POST',
    path: '/users/me/tokens',
    tag: 'Authentication',
    summary: 'Make a personal token; its secret is in this answer only',
    access: 'manageAccount',
    body: PersonalTokenInput,
    output: NewPersonalToken,
    status: 201,
    errors: ['EMAIL_NOT_VERIFIED', 'CONFLICT'],
    secret: true,
  },
  revokeToken: {
    method: 'DELETE',
    path: '/users/me/tokens/:id',
    tag: 'Authentication',
    summary: 'Make a personal token useless at once',
    access: 'manageAccount',
    params: z.object({ id: IdParam }),
    output: null,
    status: 204,
    errors: ['TOKEN_NOT_FOUND'],
  },
});
