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
npm run bench:imports -- [options]   how well saved places of people's files are matched with restaurants

Imports the real restaurants of ../shared/data, makes a file of them with the noise that people's files have
(bench/imports/noise.mjs) in each format, uploads it as a person would, and compares the preview with the truth.
Without these files it says so and ends well.

  --seed N        of the draw and the noise (default 2; 1 is for tuning)
  --rows N        of restaurants that are there (default 1000)
  --strangers N   rows of restaurants that were taken out: matching one is wrong (default 100)
  --misses N      misses to print per format (default 0)
  --help          this text
`;
const args = process.argv.slice(2);
answerHelp(args, HELP);

await runScript(async () => {
  await ensureDependencies();
  await buildIfStale();
  return withServices({ durable: false, alwaysRedis: true }, async ({ environment }) => {
    const { code } = await runInherited(PINNED_NODE, [join(ROOT, 'bench/imports/main.mjs'), ...args], {
      cwd: ROOT,
      env: childEnvironment(environment),
    });
    return code;
  });
});
