import { API_PREFIX, ROUTES, type Route } from '@beli/contract';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError, invalidField } from '../errors.js';
import { currentContext } from './request-context.js';

const LONGEST_FIELD = 1_000;

const keyOf = (method: string, url: string | undefined) => `${method} ${url}`;
const LARGE = new Map(
  Object.values<Route>(ROUTES)
    .filter(({ bodyLimit, multipart }) => bodyLimit !== undefined || multipart)
    .map((route) => [keyOf(route.method, `${API_PREFIX}${route.path}`), route]),
);

const largeRouteOf = (request: FastifyRequest): Route | undefined =>
  LARGE.get(keyOf(request.method, request.routeOptions.url));

/** Routes that take larger bodies, and files as multipart/form-data. To be called before there are routes. */
export function acceptLargeBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (options) => {
    const route = LARGE.get(keyOf([options.method].flat()[0] ?? '', options.url));
    if (route?.bodyLimit !== undefined) options.bodyLimit = route.bodyLimit;
  });
  // Who may not use the route anyway does not get to fill memory first.
  fastify.addHook('onRequest', async (request) => {
    if (largeRouteOf(request) && !currentContext()?.viewer)
      throw new AppError('UNAUTHORIZED', 'Sign in first.');
  });
  fastify.addContentTypeParser(
    'multipart/form-data',
    async (request: FastifyRequest, payload: NodeJS.ReadableStream) => {
      const route = largeRouteOf(request);
      if (!route?.multipart)
        throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json.');
      return readForm(request, payload, route.bodyLimit ?? request.routeOptions.bodyLimit);
    },
  );
}

/** The fields of a form by name: texts as they are, a file as its text. */
async function readForm(
  request: FastifyRequest,
  payload: NodeJS.ReadableStream,
  limit: number,
): Promise<Record<string, string>> {
  const fields: Record<string, string> = {};
  return new Promise((resolve, reject) => {
    const form = openForm(request, limit);
    form.on('field', (name, value, _isNameCut, isCut) => {
      if (isCut && name !== 'file') reject(invalidField(name, 'is too long'));
      else if (isCut) reject(tooLarge());
      else if (isFieldName(name)) fields[name] = value;
    });
    form.on('file', (name, stream) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('limit', () => reject(tooLarge()));
      stream.on('end', () => {
        try {
          if (isFieldName(name)) fields[name] = decodeText(Buffer.concat(chunks));
        } catch (error) {
          reject(error as Error);
        }
      });
    });
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const)
      form.on(limit, () => reject(invalidField('', 'the form has too many parts')));
    form.on('error', () => reject(invalidField('', 'the form is not well-formed')));
    form.on('finish', () => resolve(fields));
    payload.on('error', reject);
    payload.pipe(form);
  });
}

function openForm(request: FastifyRequest, limit: number): InstanceType<typeof Busboy> {
  try {
    return new Busboy({
      headers: request.headers as BusboyHeaders,
      limits: {
        parts: 10,
        files: 1,
        fields: 9,
        fieldSize: limit,
        fileSize: limit,
        fieldNameSize: LONGEST_FIELD,
      },
    });
  } catch {
    throw invalidField('', 'the form names no boundary');
  }
}

const tooLarge = () => new AppError('PAYLOAD_TOO_LARGE', 'The file is too large.');
const isFieldName = (name: string) => /^[a-z]\w{0,30}$/i.test(name) && !(name in Object.prototype);

/** Text of a file: UTF-16 where its first two bytes say so, as spreadsheets write it, else UTF-8. */
export function decodeText(bytes: Buffer): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw invalidField('file', `is not ${encoding.toUpperCase()} text`);
  }
}
