import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { createOpenApiDocument } from '../platform/http/openapi.js';
import { generateDatabasePage } from './codegen/database-page.js';
import { generateDatabaseTypes } from './codegen/database-types.js';
import { withDatabase } from './database.js';
import { CliFailure } from './failure.js';
import { note, print } from './output.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

export function addCodegenCommand(program: Command): void {
  program
    .command('codegen')
    .description('write again what is generated from the contract and from the schema of a migrated database')
    .option('--check', 'write nothing; fail where a file differs')
    .addHelpText('after', '\nExample:\n  beli codegen --check')
    .action(({ check }: { check?: true }) => generateFiles(check === true));
}

async function generateFiles(isChecking: boolean): Promise<void> {
  const files = await withDatabase(async ({ primary }) => [
    { path: 'apps/server/src/platform/database/schema.gen.ts', text: await generateDatabaseTypes(primary) },
    { path: 'docs/openapi.json', text: `${JSON.stringify(createOpenApiDocument(), null, 2)}\n` },
    { path: 'docs/database.md', text: await generateDatabasePage(primary) },
  ]);
  let different = 0;
  for (const { path, text } of files) {
    const file = join(ROOT, path);
    if ((await readFile(file, 'utf8').catch(() => undefined)) === text) continue;
    different++;
    if (isChecking) note(`${path} is not what would be generated.`);
    else {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
      print(`wrote ${path}`);
    }
  }
  if (isChecking && different > 0)
    throw new CliFailure('Generated files are out of date: run `npm run codegen` and commit the result.');
  if (different === 0) print('Everything generated is up to date.');
}
