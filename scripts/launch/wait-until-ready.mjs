import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../setup/fault.mjs';
import { refuseWhenStopping } from '../setup/lifecycle.mjs';

const TIMEOUT_MS = 60_000;

/** Waits until the API says that it can serve. */
export async function waitUntilReady(origin, logFile) {
  const deadline = Date.now() + TIMEOUT_MS;
  let last = 'no answer';
  while (Date.now() < deadline) {
    refuseWhenStopping();
    last = await statusOf(`${origin}/health/ready`);
    if (last === 200) return;
    await sleep(100);
  }
  throw new Fault(
    `The api was not ready within ${TIMEOUT_MS / 1000} s (last answer: ${last}); its log is ${logFile}.`,
  );
}

function statusOf(url) {
  return new Promise((resolve) => {
    const request = get(url, { timeout: 2000, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.once('timeout', () => request.destroy(new Error('no answer')));
    request.once('error', (error) => resolve(error.code ?? error.message));
  });
}
