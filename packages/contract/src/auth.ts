import { z } from 'zod';
import { Email, Instant, plainText, TimeZone, Username } from './primitives.js';
import { defineRoutes } from './route.js';
import { UserMe } from './users.js';

const byteLength = (text: string) => new TextEncoder().encode(text).length;

/**
 * 8 to 72 bytes (bcrypt reads no more), an upper-case letter and a digit. The server also refuses common
 * passwords and those that contain the person's username or e-mail name.
 */
export const NewPassword = z
  .string()
  .max(72)
  .refine((password) => [...password].length >= 8, 'must have at least 8 characters')
  .refine((password) => byteLength(password) <= 72, 'must have at most 72 bytes')
  .regex(/\p{Lu}/u, 'must contain an upper-case letter')
  .regex(/\d/, 'must contain a digit')
  .refine((password) => !password.includes('\0'), 'must not contain NUL bytes')
  .meta({ examples: ['Tagliatelle7'] });

export const AnyPassword = z
  .string()
  .min(1)
  .max(200)
  .meta({ examples: ['Tagliatelle7'] });
const RefreshToken = z
  .string()
  .min(1)
  .max(200)
  .meta({ examples: ['m3Jx…'] });

const Tokens = z
  .object({
    accessToken: z.string(),
    /** Absent in cookie mode, where it travels in a cookie that scripts cannot read. */
    refreshToken: z.string().optional(),
    /** Seconds until the access token expires. */
    expiresIn: z.int(),
  })
  .meta({ id: 'Tokens' });
export type Tokens = z.output<typeof Tokens>;

export const SignedIn = Tokens.extend({ user: UserMe }).meta({ id: 'SignedIn' });
export type SignedIn = z.output<typeof SignedIn>;

export const SignupBody = z
  .strictObject({
    email: Email,
    password: NewPassword,
    username: Username,
    displayName: plainText(100, 1).meta({ examples: ['Ana Lima'] }),
    timezone: TimeZone.optional(),
    /** of the person who invited */
    inviteCode: z
      .string()
      .regex(/^[A-Za-z0-9]{6,20}$/, 'is not an invitation')
      .transform((code) => code.toUpperCase())
      .optional(),
  })
  .meta({
    examples: [
      {
        email: 'ana@example.com',
        password: 'Tagliatelle7',
        username: 'ana_eats',
        displayName: 'Ana Lima',
        timezone: 'America/New_York',
      },
    ],
  });
export type SignupBody = z.output<typeof SignupBody>;

export const LoginBody = z
  .strictObject({ email: Email.optional(), username: Username.optional(), password: AnyPassword })
  .refine((body) => (body.email === undefined) !== (body.username === undefined), {
    message: 'send either email or username',
    path: ['email'],
  })
  .meta({ examples: [{ username: 'maya', password: 'Noodles4Maya' }] });
export type LoginBody = z.output<typeof LoginBody>;

export const SessionView = z
  .object({
    id: z.uuid(),
    /** the client as it named itself */
    device: z.string().nullable(),
    ip: z.string().nullable(),
    /** when it last signed in or refreshed */
    lastSeenAt: Instant,
    current: z.boolean(),
  })
  .meta({ id: 'Session' });
export type SessionView = z.output<typeof SessionView>;

export const authRoutes = defineRoutes({
  signup: {
    method: 'POST',
    path: '/auth/signup',
    tag: 'Authentication',
    summary: 'Create an account and sign in; a mail asks to verify the address',
    access: 'enter',
    body: SignupBody,
    output: SignedIn,
    status: 201,
    errors: ['EMAIL_TAKEN', 'USERNAME_TAKEN'],
    secret: true,
  },
  login: {
    method: 'POST',
    path: '/auth/login',
    tag: 'Authentication',
    summary: 'Sign in with e-mail or username and password; brings a deactivated account back',
    access: 'enter',
    body: LoginBody,
    output: SignedIn,
    status: 200,
    errors: ['INVALID_CREDENTIALS'],
    secret: true,
  },
  refresh: {
    method: 'POST',
    path: '/auth/refresh',
    tag: 'Authentication',
    summary: 'Exchange a refresh token, from the body or the cookie, for new tokens; the old one is used up',
    access: 'enter',
    body: z.strictObject({ refreshToken: RefreshToken.optional() }).default({}),
    output: Tokens,
    status: 200,
    errors: ['REFRESH_TOKEN_INVALID', 'REFRESH_TOKEN_REUSED'],
    secret: true,
  },
  logout: {
    method: 'POST',
    path: '/auth/logout',
    tag: 'Authentication',
    summary: 'End all sessions of the caller, on every device',
    access: 'manageAccount',
    output: null,
    status: 204,
    errors: [],
    secret: true,
    whileSuspended: true,
  },
  listSessions: {
    method: 'GET',
    path: '/auth/sessions',
    tag: 'Authentication',
    summary: 'Where the caller is signed in, the last used first; at most 50',
    access: 'manageAccount',
    output: z.array(SessionView).max(50),
    status: 200,
    errors: [],
  },
  endSession: {
    method: 'DELETE',
    path: '/auth/sessions/:id',
    tag: 'Authentication',
    summary: 'Sign out on one device',
    access: 'manageAccount',
    params: z.object({ id: z.uuid() }),
    output: null,
    status: 204,
    errors: ['SESSION_NOT_FOUND'],
    secret: true,
  },
  checkUsername: {
    method: 'GET',
    path: '/auth/username-available',
    tag: 'Authentication',
    summary: 'Whether a username is free, with free ones like it where it is not',
    access: 'browse',
    query: z.object({ username: Username }),
    output: z.object({ available: z.boolean(), suggestions: z.array(Username).max(3) }),
    status: 200,
    errors: [],
  },
});
