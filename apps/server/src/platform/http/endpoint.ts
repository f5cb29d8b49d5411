import { API_PREFIX, type Parsed, type Route } from '@beli/contract';
import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { AppError, invalid } from '../errors.js';
import type { Actor, Viewer } from '../viewer.js';
import type { AnswerTo } from './answer.js';
import { bucketAddress } from './client-address.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { currentContext } from './request-context.js';

const ROUTE = Symbol('route');

/** The route that a controller method serves, where it serves one of the contract. */
export const routeOf = (handler: object): Route | undefined => Reflect.getMetadata(ROUTE, handler);

/**
 * Binds a controller method to a route of the contract: path, method, status, who may call it, validation.
 * The method must return what the route promises, or this does not compile.
 */
export function Endpoint<R extends Route>(route: R) {
  const decorate = applyDecorators(
    RequestMapping({ path: `${API_PREFIX}${route.path}`, method: RequestMethod[route.method] }),
    HttpCode(route.status),
    SetMetadata(ROUTE, route),
    ...(route.method === 'GET' || route.secret || route.isRead
      ? []
      : [UseInterceptors(IdempotencyInterceptor)]),
  );
  return <A extends never[]>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<(...args: A) => Promise<AnswerTo<R>>>,
  ): void => decorate(target, key, descriptor);
}

/** The validated input: `Parsed<typeof ROUTES.name>`. */
export const Input = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const route = routeOf(context.getHandler());
  if (!route) throw new Error('@Input needs @Endpoint');
  return parseRequest(route, context.switchToHttp().getRequest<FastifyRequest>());
});

/** The signed-in person, or null. */
export const Who = createParamDecorator((): Viewer => currentContext()?.viewer ?? null);

/** The signed-in person of a route that demands one. */
export const Self = createParamDecorator((): Actor => {
  const viewer = currentContext()?.viewer;
  if (!viewer) throw new AppError('UNAUTHORIZED', 'Sign in first.');
  return viewer;
});

/** An IPv6 address with an IPv4 one in it. */
const LONGEST_ADDRESS = 45;

/** Where a request comes from, for guards and for the person's list of sessions. */
export interface Origin {
  /** by which attempts are counted: of IPv6 the network */
  readonly address: string;
  readonly ip: string;
  readonly userAgent: string | null;
}

export const From = createParamDecorator((_: unknown, context: ExecutionContext): Origin => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return {
    address: bucketAddress(request.ip),
    ip: request.ip.replace('::ffff:', '').slice(0, LONGEST_ADDRESS),
    userAgent: request.headers['user-agent']?.slice(0, 300) ?? null,
  };
});

/** The version that `If-Match` asks for; undefined without the header, NaN for one that can never match. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): number | undefined => {
  const header = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
  if (header === undefined || header.trim() === '*') return undefined;
  return Number(/^"(\d{1,15})"$/.exec(header.trim())?.[1] ?? Number.NaN);
});

function parseRequest(route: Route, request: FastifyRequest): Parsed<Route> {
  const issues: z.core.$ZodIssue[] = [];
  const read = (schema: z.ZodType | undefined, value: unknown): unknown => {
    if (!schema) return undefined;
    const result = schema.safeParse(value);
    if (!result.success) issues.push(...result.error.issues);
    return result.data;
  };
  const parsed = {
    params: read(route.params, request.params),
    query: read(route.query, request.query),
    body: read(route.body, request.body),
  };
  if (issues.length > 0) throw invalid(issues.slice(0, 20).map(describeIssue));
  return parsed as Parsed<Route>;
}

const describeIssue = (issue: z.core.$ZodIssue) => ({
  path: issue.path.map(String).join('.'),
  code: issue.code,
  message: issue.message,
});
