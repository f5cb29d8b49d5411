import './setup/require-node.mjs';
import { join } from 'node:path';
import { ensureDependencies } from './setup/dependencies.mjs';
import { childEnvironment } from './setup/environment.mjs';
import { answerHelp } from './setup/help.mjs';
import { runScript } from './setup/lifecycle.mjs';
import { PINNED_NODE, ROOT } from './setup/paths.mjs';
import { duration } from './setup/progress.mjs';
import { runInherited } from './setup/run-inherited.mjs';

const HELP = `
npm run check   the fast loop, without services: format and lint, types, import rules, pure tests
`;
const STEPS = [
  ['format and lint', '@biomejs/biome/bin/biome', ['ci', '.']],
  ['types', 'typescript/bin/tsc', ['-p', 'tsconfig.json', '--noEmit']],
  [
    'import rules',
    'dependency-cruiser/bin/dependency-cruiser.mjs',
    ['--config', '.dependency-cruiser.cjs', 'packages', 'apps'],
  ],
  ['pure tests', 'vitest/vitest.mjs', ['run', '--project', 'pure']],
];
answerHelp(process.argv.slice(2), HELP);

await runScript(async () => {
  await ensureDependencies();
  const results = [];
  for (const [title, tool, args] of STEPS) {
    process.stdout.write(`\n── ${title}\n`);
    const started = performance.now();
    const { code } = await runInherited(PINNED_NODE, [join(ROOT, 'node_modules', tool), ...args], {
      cwd: ROOT,
      env: childEnvironment(),
    });
    results.push({ title, ok: code === 0, time: duration(performance.now() - started) });
  }
  process.stdout.write('\n');
  for (const { title, ok, time } of results) {
    process.stdout.write(`${ok ? '✓' : '✗'} ${title.padEnd(16)} ${time}\n`);
  }
  return results.every(({ ok }) => ok) ? 0 : 1;
});
