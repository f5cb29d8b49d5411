import { randomUUID } from 'node:crypto';
import { API_PREFIX, ROUTES, type Route } from '@beli/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AccessGate } from '../auth/access-gate.js';
import type { CsrfTokens } from '../auth/csrf-tokens.js';
import { AppError } from '../errors.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import { bucketAddress } from './client-address.js';
import { setRateLimitHeaders } from './error-response.js';
import { FIXED_HEADERS } from './fixed-headers.js';
import { currentContext, runInContext } from './request-context.js';
import { accessTokenIn, csrfOf } from './session-cookies.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const GUARDED = `${API_PREFIX}/`;
const OPEN = `${API_PREFIX}/openapi.json`;

/** What surrounds every request: its context before anything else, log line and metrics after everything. */
export function addContextHooks(
  fastify: FastifyInstance,
  { logger, metrics }: { logger: Logger; metrics: Metrics },
): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && UUID.test(given) ? given.toLowerCase() : randomUUID();
    reply.header('x-request-id', requestId);
    reply.headers(FIXED_HEADERS);
    runInContext({ requestId, startedAt: performance.now(), viewer: null, route: undefined }, done);
  });

  fastify.addHook('onResponse', (request, reply, done) => {
    const context = currentContext();
    const milliseconds = context ? performance.now() - context.startedAt : reply.elapsedTime;
    const endpoint = request.routeOptions.url ?? 'unknown';
    metrics.observeRequest(request.method, endpoint, reply.statusCode, milliseconds / 1000);
    logger.info(
      {
        requestId: context?.requestId,
        userId: context?.viewer?.id,
        endpoint,
        method: request.method,
        duration: Math.round(milliseconds * 10) / 10,
        statusCode: reply.statusCode,
      },
      'request',
    );
    done();
  });
}

/** Finds out who a request comes from and whether it may come now. */
export function addAccessHook(
  fastify: FastifyInstance,
  { gate, csrf }: { gate: AccessGate; csrf: CsrfTokens },
): void {
  fastify.addHook('onRequest', async (request, reply) => {
    if (!isGuarded(request)) return;
    const address = bucketAddress(request.ip);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const isAtDoor = isDoor(request);
    const bearer = isAtDoor ? undefined : bearerOf(request);
    // The header wins: who sends one is no page that a browser's cookies could be used by.
    const cookie = bearer === undefined ? accessTokenIn(request.headers.cookie) : undefined;
    const { viewer, rateLimit } = isAtDoor
      ? await gate.admitNewcomer(address)
      : await gate.admit(bearer ?? cookie, address, isRead ? 'read' : 'write');
    if (rateLimit) setRateLimitHeaders(reply, rateLimit);
    if (viewer && cookie !== undefined && !isRead) {
      const { header, cookie: sent } = csrfOf(request);
      if (!csrf.accepts(viewer.sessionId, header, sent))
        throw new AppError('CSRF_FAILED', 'Send the cookie beli_csrf as X-CSRF-Token.');
    }
    const context = currentContext();
    if (context) context.viewer = viewer;
  });
}

/** By the route that was found, not by the text of the path, which can be written in many ways. */
function isGuarded(request: FastifyRequest): boolean {
  const { url } = request.routeOptions;
  return request.method !== 'OPTIONS' && (url === undefined || (url.startsWith(GUARDED) && url !== OPEN));
}

const DOORS = new Set(
  Object.values<Route>(ROUTES)
    .filter(({ access }) => access === 'enter')
    .map(({ method, path }) => `${method} ${API_PREFIX}${path}`),
);

/** Where people come in: an old access token that they still send says nothing there. */
const isDoor = (request: FastifyRequest) => DOORS.has(`${request.method} ${request.routeOptions.url}`);

function bearerOf(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization;
  if (header === undefined) return undefined;
  const token = /^Bearer ([\w.~+/=-]{1,4096})$/i.exec(header)?.[1];
  if (token === undefined) throw new AppError('UNAUTHORIZED', 'Send "Authorization: Bearer <token>".');
  return token;
}
