import { AsyncLocalStorage } from 'node:async_hooks';
import type { Route } from '@beli/contract';
import type { Viewer } from '../viewer.js';

/** What is known of the request under way. For logs, headers and the envelope; rules and services get arguments. */
export interface RequestContext {
  readonly requestId: string;
  readonly startedAt: number;
  viewer: Viewer;
  route: Route | undefined;
}

const storage = new AsyncLocalStorage<RequestContext>();

export const runInContext = (context: RequestContext, next: () => void): void => storage.run(context, next);

export const currentContext = (): RequestContext | undefined => storage.getStore();
