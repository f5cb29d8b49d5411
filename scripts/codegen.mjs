import './setup/require-node.mjs';
import { buildIfStale } from './build/workspaces.mjs';
import { withServices } from './services/with-services.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { childEnvironment } from './setup/environment.mjs';
import { answerHelp } from './setup/help.mjs';
import { runScript } from './setup/lifecycle.mjs';
import { PINNED_NODE, ROOT, SERVER_CLI } from './setup/paths.mjs';
import { runInherited } from './setup/run-inherited.mjs';

const HELP = `
npm run codegen   write again what is generated from the contract and from the schema of an empty database
`;
const args = process.argv.slice(2);
answerHelp(args, HELP);

await runScript(async () => {
  await ensureDependencies();
  await buildIfStale();
  return withServices({ durable: false }, async ({ environment }) => {
    const settings = { cwd: ROOT, env: childEnvironment(environment) };
    const migrated = await runInherited(PINNED_NODE, [SERVER_CLI, 'migrate'], settings);
    if (migrated.code !== 0) return migrated.code;
    const { code } = await runInherited(PINNED_NODE, [SERVER_CLI, 'codegen', ...args], settings);
    return code;
  });
});
