import { z } from 'zod';
import { AnyPassword, NewPassword } from './auth.js';
import { Email } from './primitives.js';
import { defineRoutes } from './route.js';

/** What a link in a mail carries. */
const LinkToken = z
  .string()
  .min(1)
  .max(200)
  .meta({ examples: ['6f9619ff-8b86-d011-b42d-00cf4fc964ff.pX2…'] });

/** Passwords and e-mail addresses: how people prove who they are. */
export const credentialRoutes = defineRoutes({
  changePassword: {
    method: 'POST',
    path: '/auth/password/change',
    tag: 'Authentication',
    summary: 'Change the password; all other sessions end',
    access: 'manageAccount',
    body: z.strictObject({ currentPassword: AnyPassword, newPassword: NewPassword }),
    output: null,
    status: 204,
    errors: ['INVALID_CREDENTIALS'],
    secret: true,
  },
  forgotPassword: {
    method: 'POST',
    path: '/auth/password/forgot',
    tag: 'Authentication',
    summary: 'Ask for a mail with a link to a new password; answers the same for every address',
    access: 'enter',
    body: z.strictObject({ email: Email }),
    output: z.object({}),
    status: 202,
    errors: [],
    secret: true,
  },
  resetPassword: {
    method: 'POST',
    path: '/auth/password/reset',
    tag: 'Authentication',
    summary: 'Set a new password with the token of a link, good once and for an hour; all sessions end',
    access: 'enter',
    body: z.strictObject({ token: LinkToken, newPassword: NewPassword }),
    output: null,
    status: 204,
    errors: [],
    secret: true,
  },
  verifyEmail: {
    method: 'POST',
    path: '/auth/email/verify',
    tag: 'Authentication',
    summary: 'Prove an address with the token of a link; a pending change takes effect',
    access: 'enter',
    body: z.strictObject({ token: LinkToken }),
    output: null,
    status: 204,
    errors: ['EMAIL_TAKEN'],
    secret: true,
  },
  resendVerification: {
    method: 'POST',
    path: '/auth/email/verify/resend',
    tag: 'Authentication',
    summary: 'Ask for the mail that verifies the address again',
    access: 'manageAccount',
    output: z.object({}),
    status: 202,
    errors: [],
    secret: true,
  },
  changeEmail: {
    method: 'PATCH',
    path: '/auth/email',
    tag: 'Authentication',
    summary: 'Ask to change the address: it changes once the new one is verified',
    access: 'manageAccount',
    body: z.strictObject({ newEmail: Email, password: AnyPassword }),
    output: z.object({ pendingEmail: z.string() }),
    status: 202,
    errors: ['INVALID_CREDENTIALS', 'EMAIL_TAKEN'],
    secret: true,
  },
});
