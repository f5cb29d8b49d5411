import { randomUUID } from 'node:crypto';
import { API_PREFIX, ERROR_STATUS, type ErrorCode, type ErrorEnvelope, ROUTES } from '@beli/contract';
import { HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimited } from '../auth/access-gate.js';
import { isDatabaseUnavailable, isStatementTimeout } from '../database/errors.js';
import { AppError, invalidField } from '../errors.js';
import type { Logger } from '../telemetry/logger.js';
import { FIXED_HEADERS } from './fixed-headers.js';
import { currentContext } from './request-context.js';

const FRAMEWORK_CODES: Record<string, [ErrorCode, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['PAYLOAD_TOO_LARGE', 'The body is too large.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json.'],
};

/** What was thrown, as the contract names it; what is not known becomes INTERNAL_ERROR. */
export function faultOf(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (isStatementTimeout(thrown)) return new AppError('QUERY_TIMEOUT', 'The query took too long.');
  if (isDatabaseUnavailable(thrown))
    return new AppError('SERVICE_UNAVAILABLE', 'The service is not available right now.');
  return new AppError('INTERNAL_ERROR', 'Something went wrong on our side.');
}

/** The same, where the framework may have thrown it. */
export function toAppError(thrown: unknown, request: FastifyRequest): AppError {
  const code = (thrown as { code?: unknown } | null)?.code;
  const known = typeof code === 'string' ? FRAMEWORK_CODES[code] : undefined;
  if (known) return new AppError(...known);
  const fault = faultOf(thrown);
  if (fault.code !== 'INTERNAL_ERROR') return fault;
  const status =
    thrown instanceof HttpException
      ? thrown.getStatus()
      : (thrown as { statusCode?: number } | null)?.statusCode;
  if (status === 404) return notFound(request);
  if (status === 413) return new AppError('PAYLOAD_TOO_LARGE', 'The request is too large.');
  if (status === 415) return new AppError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json.');
  if (status !== undefined && status >= 400 && status < 500) {
    return invalidField(
      '',
      thrown instanceof Error ? thrown.message : 'The request is not valid.',
      'bad_request',
    );
  }
  return fault;
}

const PATTERNS = Object.values(ROUTES).map((route) => ({
  method: route.method as string,
  pattern: new RegExp(`^${API_PREFIX}${route.path.replaceAll(/:\w+/g, '[^/]+')}/?$`),
}));

function notFound(request: FastifyRequest): AppError {
  const path = request.url.split('?')[0] ?? '';
  const methods = [
    ...new Set(PATTERNS.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)),
  ];
  if (methods.length === 0 || methods.includes(request.method))
    return new AppError('NOT_FOUND', 'There is no such route.');
  return new AppError('METHOD_NOT_ALLOWED', `Use ${methods.join(' or ')}.`, { allow: methods.join(', ') });
}

/** Sends an error in the envelope of the contract and logs it where it is ours. */
export function sendError(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): void {
  const error = toAppError(thrown, request);
  const requestId = currentContext()?.requestId ?? randomUUID();
  // Before a route was found no hook has run.
  reply.headers(FIXED_HEADERS);
  reply.header('x-request-id', requestId);
  if (error.status >= 500) logger.error({ err: thrown, requestId, code: error.code }, 'request failed');
  if (isSecurityEvent(error))
    logger.warn({ requestId, code: error.code, endpoint: request.routeOptions.url }, 'security event');
  if (error instanceof RateLimited) setRateLimitHeaders(reply, error.state);
  if (error.code === 'METHOD_NOT_ALLOWED') reply.header('allow', String(error.details?.allow ?? ''));
  if (error.status === 503) reply.header('retry-after', '5');
  if (error.retry) reply.header('retry-after', String(error.retry.retryAfter));
  const envelope: ErrorEnvelope = {
    success: false,
    error: {
      code: error.code,
      message: error.message,
      ...(error.details ? { details: error.details } : {}),
      requestId,
      statusCode: ERROR_STATUS[error.code],
      ...error.retry,
    },
  };
  void reply
    .status(error.status)
    .header('cache-control', 'private, no-store')
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify(envelope));
}

const ATTACKS = new Set<ErrorCode>(['INVALID_CREDENTIALS', 'REFRESH_TOKEN_REUSED', 'CSRF_FAILED']);

/** What operators want to see many of: refused attempts and tripped guards, not ordinary rate limits. */
const isSecurityEvent = (error: AppError): boolean =>
  ATTACKS.has(error.code) || (error.code === 'RATE_LIMIT_EXCEEDED' && !(error instanceof RateLimited));

export function setRateLimitHeaders(
  reply: FastifyReply,
  state: { limit: number; remaining: number; reset: number },
): void {
  reply.header('x-ratelimit-limit', state.limit);
  reply.header('x-ratelimit-remaining', state.remaining);
  reply.header('x-ratelimit-reset', state.reset);
}
