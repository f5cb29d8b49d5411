import { API_PREFIX } from '@beli/contract';
import scalar from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';
import { createOpenApiDocument } from './openapi.js';

export const OPENAPI_PATH = `${API_PREFIX}/openapi.json`;

/** The page runs its own bundle, which styles and evaluates inline; nothing of anybody else's. */
const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
].join('; ');

/** The API page at /docs and the document behind it. */
export async function serveDocs(fastify: FastifyInstance): Promise<void> {
  const text = JSON.stringify(createOpenApiDocument());
  fastify.get(OPENAPI_PATH, (_request, reply) =>
    reply
      .header('content-type', 'application/json; charset=utf-8')
      .header('cache-control', 'public, max-age=300')
      .send(text),
  );
  await fastify.register(async (scope) => {
    scope.addHook('onRequest', (_request, reply, done) => {
      reply.header('content-security-policy', PAGE_POLICY);
      done();
    });
    await scope.register(scalar, {
      routePrefix: '/docs',
      configuration: {
        url: OPENAPI_PATH,
        title: 'Beli API',
        // Nothing on the page comes from anybody else's server.
        withDefaultFonts: false,
        telemetry: false,
        showDeveloperTools: 'never',
        favicon: 'data:,',
        agent: { disabled: true },
        mcp: { disabled: true },
        defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
        hideClientButton: true,
        persistAuth: true,
      },
    } as never);
  });
}
