import { z } from 'zod';
import { SignedIn } from './auth.js';
import { plainText, token } from './primitives.js';
import { defineRoutes } from './route.js';

export const OAuthProvider = z.enum(['google', 'apple']);
export type OAuthProvider = z.output<typeof OAuthProvider>;

const ProviderParams = z.object({ provider: OAuthProvider });

const OAuthSignedIn = SignedIn.extend({
  isNewUser: z.boolean(),
  /** the username was made up: ask for a better one */
  needsUsername: z.boolean(),
  /** the account had an address that nobody had proved: its password and sessions are gone */
  formerAccessEnded: z.boolean(),
}).meta({ id: 'OAuthSignedIn' });
export type OAuthSignedIn = z.output<typeof OAuthSignedIn>;

export const IdTokenBody = z.strictObject({
  /** accepted where it equals the provider of the path */
  provider: OAuthProvider.optional(),
  idToken: token(8_000),
  /** what the app gave the provider; for Apple also its SHA-256 in hex may stand in the token */
  nonce: token(200).optional(),
  /** Apple tells an app the name at the first sign-in only */
  displayName: plainText(100, 1).optional(),
});
export type IdTokenBody = z.output<typeof IdTokenBody>;

export const OAuthStartQuery = z.object({
  redirectUri: token(500),
  /** base64url of the SHA-256 of the verifier (PKCE S256) */
  codeChallenge: z.string().regex(/^[\w-]{43}$/, 'must be a SHA-256 in base64url'),
  /** only what a sign-in needs: nobody is led to grant more under our name */
  scope: z
    .string()
    .regex(
      /^(openid|email|profile|name)( (openid|email|profile|name)){0,3}$/,
      'must be of openid, email, profile, name',
    )
    .optional(),
});
export type OAuthStartQuery = z.output<typeof OAuthStartQuery>;

export const OAuthCallbackBody = z.strictObject({
  code: token(2_000),
  state: token(200),
  codeVerifier: z.string().regex(/^[\w.~-]{43,128}$/, 'must be a PKCE verifier'),
  displayName: plainText(100, 1).optional(),
});
export type OAuthCallbackBody = z.output<typeof OAuthCallbackBody>;

export const oauthRoutes = defineRoutes({
  startOAuth: {
    method: 'GET',
    path: '/auth/oauth/:provider/start',
    tag: 'Authentication',
    summary: 'Begin to sign in at a provider: the address to go to, and a state bound to this browser',
    access: 'enter',
    params: ProviderParams,
    query: OAuthStartQuery,
    output: z.object({ authorizationUrl: z.string(), state: z.string() }),
    status: 200,
    errors: ['NOT_FOUND'],
    secret: true,
  },
  finishOAuth: {
    method: 'POST',
    path: '/auth/oauth/:provider/callback',
    tag: 'Authentication',
    summary: 'Sign in with the code that the provider sent back',
    access: 'enter',
    params: ProviderParams,
    body: OAuthCallbackBody,
    output: OAuthSignedIn,
    status: 200,
    errors: ['NOT_FOUND', 'INVALID_CREDENTIALS', 'OAUTH_EMAIL_CONFLICT'],
    secret: true,
  },
  signInWithIdToken: {
    method: 'POST',
    path: '/auth/oauth/:provider',
    tag: 'Authentication',
    summary: 'Sign in with an id token of a provider; each is good once',
    access: 'enter',
    params: ProviderParams,
    body: IdTokenBody,
    output: OAuthSignedIn,
    status: 200,
    errors: ['NOT_FOUND', 'INVALID_CREDENTIALS', 'OAUTH_EMAIL_CONFLICT'],
    secret: true,
  },
});
