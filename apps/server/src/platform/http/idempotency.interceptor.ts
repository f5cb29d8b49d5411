import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { FieldCipher } from '../crypto/field-cipher.js';
import { Database } from '../database/database.js';
import { AppError, invalidField } from '../errors.js';
import { Answer, Done, Serialized } from './answer.js';
import { findRecord, type IdempotencyRecord, insertRecord, tryLockKey } from './idempotency.sql.js';
import { currentContext } from './request-context.js';

/**
 * Makes a write with an `Idempotency-Key` happen once. The whole handler runs inside one transaction that
 * also holds the record of its answer: either both are there or neither is, whatever dies in between.
 * An answer that is an error is not recorded, because nothing was written.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly database: Database,
    private readonly cipher: FieldCipher,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    const actor = currentContext()?.viewer;
    if (key === undefined || !actor) return next.handle();
    if (typeof key !== 'string' || !/^[\x21-\x7e]{1,64}$/.test(key)) {
      throw invalidField('Idempotency-Key', 'must be 1 to 64 visible ASCII characters');
    }
    const recordKey = { userId: actor.id, route: `${request.method} ${request.url.split('?')[0]}`, key };
    return from(this.once(recordKey, hashBody(request), http.getResponse<FastifyReply>(), next));
  }

  private once(
    key: Parameters<typeof findRecord>[1],
    bodyHash: Buffer,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    return this.database.transaction(async (tx) => {
      if (!(await tryLockKey(tx, key))) {
        throw new AppError('CONFLICT', 'The same request is being worked on: ask again in a moment.');
      }
      const record = await findRecord(tx, key);
      if (record) return replay(this.decrypted(record), bodyHash, reply);
      const answer: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      await insertRecord(tx, key, this.encrypted(toRecord(answer, bodyHash, reply.statusCode)));
      return answer;
    });
  }

  /** Answers may hold what is encrypted everywhere else, such as the own e-mail address. */
  private encrypted(record: IdempotencyRecord): IdempotencyRecord {
    return { ...record, body: record.body === null ? null : this.cipher.encrypt('answer', record.body) };
  }

  private decrypted(record: IdempotencyRecord): IdempotencyRecord {
    return { ...record, body: record.body === null ? null : this.cipher.decrypt('answer', record.body) };
  }
}

function hashBody(request: FastifyRequest): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([request.url, request.body ?? null]))
    .digest();
}

function toRecord(answer: unknown, bodyHash: Buffer, statusCode: number): IdempotencyRecord {
  if (!(answer instanceof Answer)) {
    const headers = answer instanceof Done ? answer.headers : {};
    return { bodyHash, status: statusCode, headers, body: null };
  }
  const meta = answer.metaText();
  return {
    bodyHash,
    status: answer.extras.status ?? statusCode,
    headers: {
      ...answer.extras.headers,
      ...(answer.extras.version === undefined ? {} : { etag: `"${answer.extras.version}"` }),
    },
    body: `{"data":${answer.dataText()}${meta === undefined ? '' : `,"meta":${meta}`}}`,
  };
}

function replay(record: IdempotencyRecord, bodyHash: Buffer, reply: FastifyReply): unknown {
  if (!record.bodyHash.equals(bodyHash)) {
    throw new AppError('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was used with another request.');
  }
  reply.header('idempotency-replayed', 'true');
  if (record.body === null) return new Done(record.headers);
  const body = JSON.parse(record.body) as { data: unknown; meta?: unknown };
  return new Answer(new Serialized(JSON.stringify(body.data)), body.meta, {
    status: record.status,
    headers: record.headers,
  });
}
