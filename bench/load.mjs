import autocannon from 'autocannon';
import { onStop, refuseWhenStopping } from '../scripts/setup/lifecycle.mjs';
import { headersOf } from './api-client.mjs';
import { cpuMicroseconds } from './cpu-time.mjs';

/** No loop of requests is longer, whatever the time. */
const MOST_REQUESTS = 400_000;

/**
 * Sends requests for some seconds and measures what comes back and what it costs the process `pid`.
 * @param scenario.requestsOf answers a function for a connection's number: each call the next request
 * @param scenario.most requests in one round
 */
export async function putUnderLoad({ origin, pid }, scenario, { seconds, connections }) {
  refuseWhenStopping();
  const latencies = [];
  let connection = 0;
  const next = scenario.requestsOf();
  const cpuBefore = cpuMicroseconds(pid);
  const started = performance.now();
  let ended = started;
  const run = autocannon({
    url: origin,
    connections,
    duration: seconds,
    sampleInt: 20,
    maxOverallRequests: Math.max(connections, Math.min(scenario.most ?? MOST_REQUESTS, MOST_REQUESTS)),
    setupClient(client) {
      const nextOf = next(connection);
      connection += 1;
      const setupRequest = (request) => prepare(request, nextOf());
      client.setRequests([{ setupRequest }]);
    },
  });
  onStop('steps', () => run.stop());
  run.on('response', (_client, _status, _bytes, milliseconds) => {
    latencies.push(milliseconds);
    ended = performance.now();
  });
  const result = await run;
  refuseWhenStopping();
  const count = latencies.length;
  return {
    count,
    latencies,
    rate: count / ((ended - started) / 1000),
    cpu: (cpuMicroseconds(pid) - cpuBefore) / count,
    faults: result.non2xx + result.errors + result.timeouts,
    statuses: Object.keys(result.statusCodeStats ?? {}),
  };
}

function prepare(request, { method = 'GET', path, token, body }) {
  request.method = method;
  request.path = path;
  request.headers = headersOf({ token, body });
  if (body) request.body = JSON.stringify(body);
  return request;
}
