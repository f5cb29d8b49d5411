import { z } from 'zod';
import { Instant, plainText } from './primitives.js';
import { defineRoutes } from './route.js';

/** Proof that it is the person: the password, or a sign-in less than ten minutes ago. */
const Confirmation = z.strictObject({ password: z.string().min(1).max(200).optional() });

export const DeletionBody = Confirmation.extend({
  reason: plainText(500).optional(),
  /** reviews stay, without a name */
  keepReviews: z.boolean().default(false),
});
export type DeletionBody = z.output<typeof DeletionBody>;

export const ExportFormat = z.enum(['json', 'csv', 'zip']);
export type ExportFormat = z.output<typeof ExportFormat>;

export const DataExport = z
  .object({
    id: z.uuid(),
    format: ExportFormat,
    status: z.enum(['queued', 'running', 'ready', 'failed']),
    /** path of the zip archive below this server, good for 24 hours and for whoever has it */
    downloadUrl: z.string().nullable(),
    sizeBytes: z.int().nullable(),
    createdAt: Instant,
    expiresAt: Instant.nullable(),
  })
  .meta({ id: 'DataExport' });
export type DataExport = z.output<typeof DataExport>;

const ExportParams = z.object({ id: z.uuid() });

export const accountRoutes = defineRoutes({
  deactivate: {
    method: 'POST',
    path: '/users/me/deactivate',
    tag: 'Account',
    summary: 'Hide the account until the next sign-in; ends all sessions',
    access: 'manageAccount',
    body: Confirmation,
    output: null,
    status: 204,
    errors: ['INVALID_CREDENTIALS', 'FORBIDDEN'],
    secret: true,
  },
  deleteAccount: {
    method: 'DELETE',
    path: '/users/me',
    tag: 'Account',
    summary: 'Hide the account at once and delete it for good after 30 days; signing in before takes it back',
    access: 'manageAccount',
    body: DeletionBody,
    output: z.object({ deletionScheduledFor: Instant }),
    status: 202,
    errors: ['INVALID_CREDENTIALS', 'FORBIDDEN'],
    secret: true,
  },
  requestExport: {
    method: 'POST',
    path: '/users/me/exports',
    tag: 'Account',
    summary: 'Everything that is kept about the caller, as an archive; one per 24 hours',
    access: 'manageAccount',
    body: z.strictObject({ format: ExportFormat.default('zip') }),
    output: DataExport,
    status: 202,
    errors: [],
    whileSuspended: true,
  },
  getExport: {
    method: 'GET',
    path: '/users/me/exports/:id',
    tag: 'Account',
    summary: 'How far an export is, and where to get it',
    access: 'manageAccount',
    params: ExportParams,
    output: DataExport,
    status: 200,
    errors: ['EXPORT_NOT_FOUND'],
    whileSuspended: true,
  },
  downloadExport: {
    method: 'GET',
    path: '/exports/:id/file',
    tag: 'Account',
    summary: 'The archive, for whoever has the signed link',
    access: 'browse',
    params: ExportParams,
    query: z.object({ expires: z.string().regex(/^\d{10}$/), signature: z.string().min(1).max(100) }),
    output: null,
    file: ['application/zip'],
    status: 200,
    errors: ['EXPORT_NOT_FOUND'],
    whileSuspended: true,
  },
});
