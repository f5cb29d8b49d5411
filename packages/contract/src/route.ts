import type { z } from 'zod';
import type { ErrorCode } from './errors.js';
import type { Permission } from './permissions.js';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, parameters as `:name`. */
  readonly path: `/${string}`;
  readonly tag: string;
  readonly summary: string;
  /** Who may call it, by the table of permissions. */
  readonly access: Permission;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Bytes of the largest body, where it is not the usual 1 MiB; such a body is read for signed-in people only. */
  readonly bodyLimit?: number;
  /** The body may come as multipart/form-data too: its fields by name, the file as text. */
  readonly multipart?: true;
  /** Shape of `data`; null where the answer has no envelope: 204 without a body, or a file. */
  readonly output: z.ZodType | null;
  /** Shape of `meta`, where there is one. */
  readonly meta?: z.ZodType;
  readonly status: 200 | 201 | 202 | 204;
  /** The answer is a file of one of these media types. */
  readonly file?: readonly string[];
  /** The answer names a token in X-Undo-Token: `POST /users/me/undo` takes the deletion back. */
  readonly undoable?: true;
  /** Its own errors; every route may also answer COMMON_ERRORS. */
  readonly errors: readonly ErrorCode[];
  /** Tokens travel here: no Idempotency-Key, no request body in any record. */
  readonly secret?: true;
  /** Changes nothing although it is not a GET: needs no Idempotency-Key. */
  readonly isRead?: true;
  /** Open to a suspended person too. */
  readonly whileSuspended?: true;
  /** `shared` lets proxies and browsers keep the anonymous answer for five minutes. */
  readonly httpCache?: 'shared';
}

type OutputOf<S> = S extends z.ZodType ? z.output<S> : undefined;
type InputOf<S> = S extends z.ZodType ? z.input<S> : undefined;

/** What a handler receives, after validation. */
export interface Parsed<R extends Route> {
  readonly params: OutputOf<R['params']>;
  readonly query: OutputOf<R['query']>;
  readonly body: OutputOf<R['body']>;
}

/** What a client sends. */
export interface Sent<R extends Route> {
  readonly params: InputOf<R['params']>;
  readonly query: InputOf<R['query']>;
  readonly body: InputOf<R['body']>;
}

export type DataOf<R extends Route> = OutputOf<R['output']>;
export type MetaOf<R extends Route> = OutputOf<R['meta']>;

export const defineRoutes = <const T extends Record<string, Route>>(routes: T): T => routes;
