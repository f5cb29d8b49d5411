// A worker with one guard against doubling taken away, named by GUARD_OFF. It shows that the fault tests would
// notice: `job-id` hands every reaction over under a new id each time, `unique-key` reads a promise without
// taking it away.
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { CompiledQuery } from 'kysely';
import { createWorkerContext } from '../dist/application.js';
import { loadConfig } from '../dist/platform/config.js';
import { settle } from '../dist/platform/outbox/outbox.sql.js';
import { jobIdOf } from '../dist/platform/outbox/relay.js';
import { createPlatform } from '../dist/platform/platform.js';
import { REACTIONS } from '../dist/reactions.js';
import { startWorker } from '../dist/worker.js';

const { GUARD_OFF } = process.env;
const READ =
  'select type as name, payload, request_id as "requestId" from outbox where event_id = $1 and reaction = $2';

async function readOnly(tx, { eventId, reaction }) {
  const { rows } = await tx.executeQuery(CompiledQuery.raw(READ, [eventId, reaction]));
  return rows[0];
}

const platform = createPlatform('worker', loadConfig(), REACTIONS);
await startWorker(platform, await createWorkerContext(platform), {
  jobId: GUARD_OFF === 'job-id' ? () => randomUUID() : jobIdOf,
  settle: GUARD_OFF === 'unique-key' ? readOnly : settle,
});
