import './setup/require-node.mjs';
import { buildIfStale } from './build/workspaces.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { answerHelp } from './setup/help.mjs';
import { runScript } from './setup/lifecycle.mjs';

const HELP = `
npm run build              compile the workspaces whose sources changed
npm run build -- --force   compile all of them
`;
const args = process.argv.slice(2);
answerHelp(args, HELP);

await runScript(async () => {
  await ensureDependencies();
  const built = await buildIfStale({ force: args.includes('--force') });
  if (built.length === 0) process.stderr.write('Everything is built already.\n');
  return 0;
});
