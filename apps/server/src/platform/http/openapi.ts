import {
  API_PREFIX,
  COMMON_ERRORS,
  ERROR_STATUS,
  type ErrorCode,
  ErrorEnvelope,
  PERMISSIONS,
  ROUTES,
  Role,
  type Route,
} from '@beli/contract';
import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';

/** The OpenAPI 3.1 document of every route, made from the schemas that validate. */
export function createOpenApiDocument(): object {
  const paths: ZodOpenApiPathsObject = {};
  for (const [name, route] of Object.entries<Route>(ROUTES)) {
    const path = `${API_PREFIX}${route.path.replaceAll(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(name, route) };
  }
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Beli',
        version: '1.0.0',
        description:
          'Lists of where people have been and want to go, ranked, shared and followed.\n\n' +
          'Every answer is `{ success, data, meta?, requestId }`, every error `{ success, error: { code, message, details?, requestId, statusCode } }`. ' +
          'Sign in with `POST /api/v1/auth/login` and send `Authorization: Bearer <accessToken>`. ' +
          'Web pages send `X-Auth-Mode: cookie` when they sign in, and the cookie `beli_csrf` as `X-CSRF-Token` with every write. ' +
          'Writes may carry an `Idempotency-Key`; reads answer `304` to a matching `If-None-Match`.',
      },
      servers: [{ url: '/' }],
      tags: [...new Set(Object.values<Route>(ROUTES).map(({ tag }) => tag))].map((name) => ({ name })),
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          cookie: { type: 'apiKey', in: 'cookie', name: 'beli_at' },
        },
      },
      paths,
    },
    { reused: 'inline' },
  );
}

const isOpen = ({ access }: Route): boolean => PERMISSIONS[access].roles === 'anybody';

function operationOf(operationId: string, route: Route): ZodOpenApiOperationObject {
  const isWrite = route.method !== 'GET' && !route.secret && !isOpen(route);
  return {
    operationId,
    tags: [route.tag],
    summary: route.summary,
    description: describeAccess(route),
    security: [...(isOpen(route) ? [{}] : []), { bearer: [] }, { cookie: [] }],
    requestParams: {
      ...(route.params ? { path: route.params as z.ZodObject } : {}),
      ...(route.query ? { query: route.query as z.ZodObject } : {}),
      ...(isWrite ? { header: z.object({ 'Idempotency-Key': z.string().max(64).optional() }) } : {}),
    },
    ...(route.body
      ? {
          requestBody: {
            required: !route.body.safeParse(undefined).success,
            content: { 'application/json': bodyContent(route.body) },
          },
        }
      : {}),
    responses: { [route.status]: success(route), ...failures(route) },
  };
}

/** The schema with its example beside it, where API pages look for one. */
function bodyContent(schema: z.ZodType) {
  const [example] = (schema.meta()?.examples as unknown[] | undefined) ?? [];
  return { schema, ...(example === undefined ? {} : { example }) };
}

function describeAccess({ access, errors }: Route): string {
  const { roles, scope } = PERMISSIONS[access];
  const people =
    roles === 'anybody'
      ? access === 'enter'
        ? 'Open to everybody.'
        : 'Open to everybody; richer when signed in.'
      : roles.length === Role.options.length
        ? 'For signed-in people.'
        : `For the role ${roles.join(' or ')}.`;
  const who =
    scope === null || roles === 'anybody' ? people : `${people} Personal tokens need the scope \`${scope}\`.`;
  return errors.length === 0
    ? who
    : `${who} Errors of its own: ${errors.map((code) => `\`${code}\``).join(', ')}.`;
}

function success(route: Route) {
  if (route.file) {
    const content = { schema: { type: 'string' as const, format: 'binary' } };
    return {
      description: 'The file.',
      content: Object.fromEntries(route.file.map((type) => [type, content])),
    };
  }
  if (!route.output) return { description: 'Done; no body.' };
  const schema = z.object({
    success: z.literal(true),
    data: route.output,
    ...(route.meta ? { meta: route.meta } : {}),
    requestId: z.uuid(),
  });
  return {
    description: route.status === 201 ? 'Created.' : 'OK.',
    content: { 'application/json': { schema } },
  };
}

function failures(route: Route) {
  const common = COMMON_ERRORS.filter((code) => !isOpen(route) || ERROR_STATUS[code] !== 500);
  const byStatus = Map.groupBy<number, ErrorCode>([...route.errors, ...common], (code) => ERROR_STATUS[code]);
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, codes]) => [
        status,
        {
          description: [...new Set(codes)].map((code) => `\`${code}\``).join(', '),
          content: { 'application/json': { schema: ErrorEnvelope } },
        },
      ]),
  );
}
