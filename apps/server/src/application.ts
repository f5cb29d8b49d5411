import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { ErrorEnvelope } from '@beli/contract';
import cors from '@fastify/cors';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { FeaturesModule } from './features/features.module.js';
import { handleCacheReactions } from './platform/cache/cache.jobs.js';
import { AccessGuard } from './platform/http/access.guard.js';
import { serveDocs } from './platform/http/docs.js';
import { EnvelopeAdapter } from './platform/http/envelope-adapter.js';
import { ErrorFilter } from './platform/http/error.filter.js';
import { sendError } from './platform/http/error-response.js';
import { FIXED_HEADERS } from './platform/http/fixed-headers.js';
import { addAccessHook, addContextHooks } from './platform/http/request-hooks.js';
import type { Platform } from './platform/platform.js';
import { PlatformModule } from './platform/platform.module.js';
import { FrameworkLogger } from './platform/telemetry/logger.js';
import { REACTIONS } from './reactions.js';

const BODY_LIMIT = 1_048_576;
const LONGEST_PARAMETER = 400;

@Module({})
class RootModule {
  static of(platform: Platform) {
    return { module: RootModule, imports: [PlatformModule.of(platform), FeaturesModule] };
  }
}

function completeReactions(platform: Platform): void {
  handleCacheReactions(platform.registry, platform.cache, REACTIONS);
  platform.registry.verify(REACTIONS);
}

/** The REST API with its sockets, ready to listen. */
export async function createApi(platform: Platform): Promise<NestFastifyApplication> {
  const { config, logger } = platform;
  const adapter = new EnvelopeAdapter({
    bodyLimit: BODY_LIMIT,
    trustProxy:
      config.TRUST_PROXY_HOPS === 0
        ? false
        : (_address: string, hop: number) => hop < config.TRUST_PROXY_HOPS,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    requestTimeout: 30_000,
    logger: false,
    // What is wrong before there is a route, such as a path that cannot be decoded.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      sendError(error, request, reply, logger),
    clientErrorHandler: answerBrokenRequest,
    genReqId: (request: IncomingMessage) => request.headers['x-request-id']?.toString() ?? '',
  });
  const app = await NestFactory.create<NestFastifyApplication>(RootModule.of(platform), adapter, {
    logger: new FrameworkLogger(logger),
    abortOnError: false,
    bodyParser: false,
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  addContextHooks(fastify, platform);
  await fastify.register(cors, {
    // Only browsers send an origin: everybody else is spared the headers.
    delegator: (request: FastifyRequest, decide: (error: null, options: object) => void) =>
      decide(
        null,
        request.headers.origin === undefined
          ? { origin: false, strictPreflight: false }
          : corsOptions(config.CORS_ORIGINS),
      ),
  } as never);
  addAccessHook(fastify, platform);
  acceptEmptyBodies(fastify);
  await serveDocs(fastify);
  app.useGlobalGuards(new AccessGuard());
  app.useGlobalFilters(new ErrorFilter(logger));
  await Promise.all([app.init(), platform.warmUp()]);
  completeReactions(platform);
  platform.sockets.attach(app.getHttpServer() as Server);
  return app;
}

/** What could not even be read as HTTP gets the same headers as everything else. */
function answerBrokenRequest(_error: Error, socket: Socket): void {
  if (!socket.writable) return void socket.destroy();
  const requestId = randomUUID();
  const message = 'The request could not be read: it is malformed, or its address or headers are too long.';
  const error = { code: 'VALIDATION_ERROR', message, requestId, statusCode: 400 } as const;
  const body = JSON.stringify({ success: false, error } satisfies ErrorEnvelope);
  const headers = Object.entries({
    ...FIXED_HEADERS,
    'x-request-id': requestId,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 400 Bad Request\r\n${lines}\r\n${body}`);
}

const corsOptions = (origins: readonly string[]) => ({
  origin: [...origins],
  credentials: true,
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: [
    'Authorization',
    'Content-Type',
    'Idempotency-Key',
    'If-Match',
    'If-None-Match',
    'X-Auth-Mode',
    'X-Client-Version',
    'X-CSRF-Token',
    'X-Request-ID',
    'X-Timezone',
  ],
  exposedHeaders: [
    'X-Request-ID',
    'ETag',
    'Retry-After',
    'Idempotency-Replayed',
    'X-Undo-Token',
    'X-RateLimit-Limit',
    'X-RateLimit-Remaining',
    'X-RateLimit-Reset',
  ],
});

/** Many clients send the JSON header with every request: one without a body is a request without a body. */
function acceptEmptyBodies(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeContentTypeParser(['application/json', 'text/plain']);
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : parse(request, body as string, done),
  );
}

/** Takes no new connection, answers what is under way, and lets go of connections as they fall idle. */
export async function finishRequests(app: NestFastifyApplication): Promise<void> {
  const server = app.getHttpServer() as Server;
  const timer = setInterval(() => server.closeIdleConnections(), 50);
  await app.close().finally(() => clearInterval(timer));
}

/** The same features without a transport: for jobs. */
export async function createWorkerContext(platform: Platform) {
  const context = await NestFactory.createApplicationContext(RootModule.of(platform), {
    logger: new FrameworkLogger(platform.logger),
    abortOnError: false,
  });
  completeReactions(platform);
  return context;
}
