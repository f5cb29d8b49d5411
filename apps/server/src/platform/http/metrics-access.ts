import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const INTERNAL = /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd][0-9a-f]{2}:)/i;

/** Whether metrics may be read: with the token where there is one, else from internal addresses. */
export function mayReadMetrics(
  token: string | undefined,
  headers: IncomingHttpHeaders,
  address: string,
): boolean {
  const given = Buffer.from(headers.authorization?.replace(/^Bearer /i, '') ?? '');
  const wanted = Buffer.from(token ?? '');
  if (wanted.length > 0) return given.length === wanted.length && timingSafeEqual(given, wanted);
  // A forwarded request comes from outside even if the last hop is inside.
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  return !isForwarded && INTERNAL.test(address.replace('::ffff:', ''));
}
