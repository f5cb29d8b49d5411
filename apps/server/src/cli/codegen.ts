import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createOpenApiDocument } from '../platform/http/openapi.js';
import { generateDatabasePage } from './codegen/database-page.js';
import { generateDatabaseTypes } from './codegen/database-types.js';
import { SOCKETS_PAGE, withMessageTables } from './codegen/sockets-page.js';
import { withDatabase } from './database.js';
import { CliFailure } from './failure.js';
import { note, print } from './output.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Writes what is generated, or only compares it with what is there. */
export async function generateFiles({ check: isChecking = false }: { check?: boolean }): Promise<void> {
  const files = await withDatabase(async ({ primary }) => [
    { path: 'apps/server/src/platform/database/schema.gen.ts', text: await generateDatabaseTypes(primary) },
    { path: 'docs/openapi.json', text: `${JSON.stringify(createOpenApiDocument(), null, 2)}\n` },
    { path: 'docs/database.md', text: await generateDatabasePage(primary) },
    { path: SOCKETS_PAGE, text: withMessageTables(await readFile(join(ROOT, SOCKETS_PAGE), 'utf8')) },
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
