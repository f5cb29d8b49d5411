import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgres } from '../scripts/services/postgres-binaries.mjs';
import { onStop } from '../scripts/setup/lifecycle.mjs';
import { runTool } from '../scripts/setup/run-tool.mjs';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Where pgbench is, or undefined: some systems package it apart. */
export function findPgbench({ BENCH_POSTGRES_BIN, TEST_POSTGRES_BIN } = process.env) {
  const folders = [BENCH_POSTGRES_BIN, TEST_POSTGRES_BIN, findPostgres()?.bin].filter(Boolean);
  return folders.map((folder) => join(folder, 'pgbench')).find((file) => existsSync(file));
}

/**
 * Runs the statements of the reads in pgbench, prepared, the reads in equal shares.
 * @param options.varies `{ value, expression }`: what stands for a captured value
 * @param options.setup begins each script; `initial` gives its variables their first values
 * @param options.transactions a number for each client, instead of `seconds`
 * @returns {{ tps: number, latency: number }} latency in milliseconds
 */
export async function runPgbench(
  program,
  databaseUrl,
  reads,
  { seconds, transactions, clients, varies = [], setup = '', initial = {} },
) {
  const folder = mkdtempSync(join(tmpdir(), 'beli-pgbench-'));
  onStop('files', () => rmSync(folder, { recursive: true, force: true }));
  const definitions = Object.entries(initial).flatMap(([name, value]) => ['-D', `${name}=${value}`]);
  const files = reads.map((statements, read) => {
    const file = join(folder, `${read}.sql`);
    const texts = statements.map((statement, index) =>
      scriptOf(statement, varies, (value) => {
        const name = `p_${read}_${index}_${definitions.length}`;
        definitions.push('-D', `${name}=${value}`);
        return `:${name}`;
      }),
    );
    writeFileSync(file, `${setup}${texts.join('\n')}\n`);
    return file;
  });
  const url = new URL(databaseUrl);
  const length = transactions ? ['-t', String(transactions)] : ['-T', String(seconds)];
  const run = ['-M', 'prepared', '-n', ...length, '-c', String(clients), '-j', '1'];
  const scripts = files.flatMap((file) => ['-f', file]);
  const output = await runTool('pgbench', program, [...run, ...definitions, ...scripts, url.href], {
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
  });
  rmSync(folder, { recursive: true, force: true });
  const text = output.join('\n');
  const failed = Number(/number of failed transactions: (\d+)/.exec(text)?.[1] ?? 0);
  if (failed > 0 || /aborted/.test(text)) throw new Error(`pgbench had failing transactions:\n${text}`);
  return {
    tps: Number(/tps = ([\d.]+)/.exec(text)[1]),
    latency: Number(/latency average = ([\d.]+)/.exec(text)[1]),
  };
}

/** One statement as pgbench reads it: parameters become its variables, and other colons are kept from it. */
function scriptOf({ text, values }, varies, define) {
  const pieces = text.split(/('(?:[^']|'')*')/);
  const quiet = pieces.map((piece, index) => (index % 2 === 1 ? literal(piece) : code(piece)));
  return `${quiet.join('').trim().replace(/;$/, '')};`;

  function literal(quoted) {
    if (!quoted.includes(':')) return quoted;
    return ` E${quoted.replaceAll('\\', '\\\\').replaceAll(':', '\\x3a')}`;
  }

  function code(piece) {
    const spaced = piece.replace(/(?<!:):(?=\w)/g, ': ');
    return spaced.replace(/\$(\d+)/g, (_, number) => parameter(values[Number(number) - 1]));
  }

  function parameter(value) {
    if (value === null) return 'null';
    if (UUID.test(value)) return 'gen_random_uuid()';
    for (const { value: captured, expression } of varies) {
      if (value === captured) return expression;
      if (value === `{${captured}}`) return `('{' || ${expression} || '}')`;
    }
    return define(value);
  }
}
