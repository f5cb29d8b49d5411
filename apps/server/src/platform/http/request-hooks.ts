import { randomUUID } from 'node:crypto';
import { API_PREFIX, ROUTES, type Route } from '@beli/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AccessGate } from '../auth/access-gate.js';
import { AppError } from '../errors.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import { bucketAddress } from './client-address.js';
import { setRateLimitHeaders } from './error-response.js';
import { currentContext, runInContext } from './request-context.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const GUARDED = `${API_PREFIX}/`;
const OPEN = `${API_PREFIX}/openapi.json`;

/** What surrounds every request: context, identity and limits before it, log line and metrics after it. */
export function addRequestHooks(
  fastify: FastifyInstance,
  { gate, logger, metrics }: { gate: AccessGate; logger: Logger; metrics: Metrics },
): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && UUID.test(given) ? given.toLowerCase() : randomUUID();
    reply.header('x-request-id', requestId);
    reply.header('vary', 'Authorization, Cookie, Origin');
    runInContext({ requestId, startedAt: performance.now(), viewer: null, route: undefined }, done);
  });

  fastify.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith(GUARDED) || request.url.startsWith(OPEN) || request.method === 'OPTIONS')
      return;
    const address = bucketAddress(request.ip);
    const { viewer, rateLimit } = isDoor(request)
      ? await gate.admitNewcomer(address)
      : await gate.admit(
          bearerOf(request),
          address,
          request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'write',
        );
    const context = currentContext();
    if (context) context.viewer = viewer;
    if (rateLimit) setRateLimitHeaders(reply, rateLimit);
  });

  fastify.addHook('onResponse', (request, reply, done) => {
    const context = currentContext();
    const milliseconds = context ? performance.now() - context.startedAt : reply.elapsedTime;
    const endpoint = request.routeOptions.url ?? 'unknown';
    metrics.httpDuration.observe(
      { method: request.method, route: endpoint, status: reply.statusCode },
      milliseconds / 1000,
    );
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

const DOORS = new Set(
  Object.values<Route>(ROUTES)
    .filter(({ secret, access }) => secret && access === 'public')
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
