import { Controller, Get, Header, HttpCode, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessTokens } from '../auth/access-tokens.js';
import type { Config } from '../config.js';
import { AppError } from '../errors.js';
import { CONFIG, PLATFORM, type Platform } from '../platform.js';
import { mayReadMetrics } from './metrics-access.js';

interface Check {
  readonly status: 'up' | 'down';
  readonly latencyMs: number;
}

/** Health, metrics and public keys: outside of /api/v1, without the envelope and without limits. */
@Controller()
export class OperationsController {
  constructor(
    @Inject(PLATFORM) private readonly platform: Platform,
    @Inject(CONFIG) private readonly config: Config,
    private readonly tokens: AccessTokens,
  ) {}

  @Get('health')
  health() {
    return { status: 'ok' };
  }

  @Get('health/live')
  live() {
    return { status: 'ok' };
  }

  @Get('health/ready')
  @HttpCode(200)
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const [database, redis] = await Promise.all([
      check(() => this.platform.database.ping()),
      check(() => this.platform.redis.ping()),
    ]);
    const isReady = !this.platform.isStopping && database.status === 'up' && redis.status === 'up';
    if (!isReady) reply.status(503);
    return { status: isReady ? 'ready' : 'not ready', checks: { database, redis } };
  }

  @Get('metrics')
  async metrics(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    if (!mayReadMetrics(this.config.METRICS_TOKEN, request.headers, request.ip))
      throw new AppError('UNAUTHORIZED', 'Metrics need the bearer token METRICS_TOKEN.');
    reply.header('content-type', this.platform.metrics.registry.contentType);
    return this.platform.readMetrics();
  }

  @Get('.well-known/jwks.json')
  @Header('cache-control', 'public, max-age=300')
  jwks() {
    return { keys: this.tokens.publicKeys };
  }
}

const CHECK_TIMEOUT_MS = 2_000;

async function check(probe: () => Promise<unknown>): Promise<Check> {
  const startedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('timeout')), CHECK_TIMEOUT_MS);
  });
  const isUp = await Promise.race([probe(), timeout]).then(
    () => true,
    () => false,
  );
  clearTimeout(timer);
  return { status: isUp ? 'up' : 'down', latencyMs: Math.round(performance.now() - startedAt) };
}
