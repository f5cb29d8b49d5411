import './setup/require-node.mjs';
import { join } from 'node:path';
import { buildIfStale } from './build/workspaces.mjs';
import { withServices } from './services/with-services.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { childEnvironment } from './setup/environment.mjs';
import { answerHelp } from './setup/help.mjs';
import { runScript } from './setup/lifecycle.mjs';
import { PINNED_NODE, ROOT } from './setup/paths.mjs';
import { runInherited } from './setup/run-inherited.mjs';

const HELP = `
npm run bench            measure on a private PostgreSQL and Redis with the settings of real data
npm run bench -- feed    everything after -- goes to bench/main.mjs
`;
const args = process.argv.slice(2);
answerHelp(args, HELP);

await runScript(async () => {
  await ensureDependencies();
  await buildIfStale();
  return withServices({ durable: true }, async ({ environment, postgresBin }) => {
    const env = childEnvironment({ ...environment, BENCH_POSTGRES_BIN: postgresBin ?? '' });
    const { code } = await runInherited(PINNED_NODE, [join(ROOT, 'bench/main.mjs'), ...args], {
      cwd: ROOT,
      env,
    });
    return code;
  });
});
