import './setup/require-node.mjs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildIfStale } from './build/workspaces.mjs';
import { withServices } from './services/with-services.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { childEnvironment } from './setup/environment.mjs';
import { answerHelp } from './setup/help.mjs';
import { runScript, stopEverything } from './setup/lifecycle.mjs';
import { PINNED_NODE, ROOT } from './setup/paths.mjs';
import { groupMembers } from './setup/process-table.mjs';
import { runInherited } from './setup/run-inherited.mjs';

const HELP = `
npm test                       run every test on a private PostgreSQL and Redis that end with it
npm test -- ranking -t vote    everything after -- goes to vitest

DATABASE_URL and REDIS_URL, where set, are used instead; the tests make and drop databases there.
`;
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
const args = process.argv.slice(2);
answerHelp(args, HELP);

await runScript(async () => {
  await ensureDependencies();
  await buildIfStale();
  return withServices({ durable: false, alwaysRedis: true }, runTests);
});

/** The runner's summary is the last thing printed, unless something was left running. */
async function runTests({ environment, postgresBin, redisBin }) {
  const env = childEnvironment({
    ...environment,
    NODE_ENV: 'test',
    TEST_POSTGRES_BIN: postgresBin ?? '',
    TEST_REDIS_BIN: redisBin,
  });
  const { code, group } = await runInherited(PINNED_NODE, [VITEST, 'run', ...args], { cwd: ROOT, env });
  const left = await leftRunning(group);
  await stopEverything();
  if (left.length === 0) return code;
  process.stderr.write(
    `The tests left ${left.length} process(es) running, now killed:\n  ${left.join('\n  ')}\n`,
  );
  return code || 1;
}

async function leftRunning(group) {
  for (let waited = 0; waited < 2000 && groupMembers(group).length > 0; waited += 100) await sleep(100);
  const left = groupMembers(group);
  if (left.length > 0) process.kill(-group, 'SIGKILL');
  return left;
}
