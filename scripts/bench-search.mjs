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
npm run bench:search -- [options]   how well restaurants are found by what people type

Imports the real restaurants of ../shared/data and asks for known ones with the noise that typing has
(bench/search/noise.mjs); prints how often and how high each was found, and what completing costs beside a read
by key. A database that DATABASE_URL names and that holds restaurants is used as it is. Without the files it says
so and ends well.

  --seed N      of the draw and the noise (default 2; 1 is for tuning)
  --queries N   of each kind (default 300)
  --only KIND   one kind, such as "one typo"
  --misses N    misses to print per kind (default 0)
  --help        this text
`;
const args = process.argv.slice(2);
answerHelp(args, HELP);

await runScript(async () => {
  await ensureDependencies();
  await buildIfStale();
  return withServices({ durable: false, alwaysRedis: true }, async ({ environment, postgresBin }) => {
    const { code } = await runInherited(PINNED_NODE, [join(ROOT, 'bench/search/main.mjs'), ...args], {
      cwd: ROOT,
      env: childEnvironment({ ...environment, BENCH_POSTGRES_BIN: postgresBin ?? '' }),
    });
    return code;
  });
});
