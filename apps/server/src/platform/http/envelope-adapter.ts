import { hash } from 'node:crypto';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { Answer, Done, FileAnswer } from './answer.js';
import { currentContext, type RequestContext } from './request-context.js';

/**
 * Puts the envelope round what controllers return, here and not in an interceptor: a mapped observable per
 * request costs more than the rest of the framework.
 */
export class EnvelopeAdapter extends FastifyAdapter {
  override reply(response: FastifyReply, body: unknown, statusCode?: number): FastifyReply {
    if (body instanceof FileAnswer) return sendFile(response, body);
    if (body instanceof Done)
      return super.reply(response.headers(body.headers) as never, undefined, statusCode) as never;
    return body instanceof Answer
      ? send(response, body, statusCode)
      : (super.reply(response as never, body, statusCode) as never);
  }
}

function send(reply: FastifyReply, answer: Answer<unknown, unknown>, statusCode?: number): FastifyReply {
  const context = currentContext();
  const data = answer.dataText();
  const meta = answer.metaText();
  const status = answer.extras.status ?? statusCode ?? reply.statusCode;
  const isRead = reply.request.method === 'GET' || reply.request.method === 'HEAD';
  for (const [name, value] of Object.entries(answer.extras.headers ?? {})) reply.header(name, value);
  reply.header('cache-control', isRead ? cachePolicy(context) : 'private, no-store');
  if (isRead || answer.extras.version !== undefined) {
    const tag =
      answer.extras.version === undefined
        ? `"${hash('sha1', meta === undefined ? data : data + meta, 'base64url')}"`
        : `"${answer.extras.version}"`;
    reply.header('etag', tag);
    if (isRead && matches(reply.request.headers['if-none-match'], tag)) return reply.status(304).send();
  }
  const metaMember = meta === undefined ? '' : `,"meta":${meta}`;
  return reply
    .status(status)
    .header('content-type', 'application/json; charset=utf-8')
    .send(`{"success":true,"data":${data}${metaMember},"requestId":"${context?.requestId ?? ''}"}`);
}

function sendFile(reply: FastifyReply, { content, mediaType, name }: FileAnswer): FastifyReply {
  return reply
    .header('cache-control', 'private, no-store')
    .header('content-type', mediaType)
    .header('content-disposition', `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`)
    .send(content);
}

function cachePolicy(context: RequestContext | undefined): string {
  if (context?.route?.secret) return 'private, no-store';
  return context?.route?.httpCache === 'shared' && context.viewer === null
    ? 'public, max-age=300'
    : 'private, no-cache';
}

function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return (
    header.trim() === '*' ||
    header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag)
  );
}
