import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

const whole = (number) => (number === undefined ? '–' : Math.round(number).toLocaleString('en'));
const one = (number) => (number === undefined ? '–' : number.toFixed(1));
const times = (number) => (number === undefined || Number.isNaN(number) ? '–' : `${number.toFixed(2)} x`);

const COLUMNS = [
  ['scenario', ({ name }) => name],
  ['req/s', ({ sides }) => whole(sides.api.rate)],
  ['p50 ms', ({ p50 }) => one(p50)],
  ['p95', ({ p95 }) => one(p95)],
  ['p99', ({ p99 }) => one(p99)],
  ['bytes', ({ bytes }) => whole(bytes)],
  ['CPU µs', ({ sides }) => whole(sides.api.cpu)],
  ['bare µs', ({ sides }) => whole(sides.bytes?.cpu)],
  ['CPU/bare', ({ sides }) => times(sides.bytes?.cpuRatio)],
  ['rate/bare', ({ sides }) => times(sides.bytes?.rateRatio)],
  ['+page µs', ({ sides }) => whole(sides.query?.cpu)],
  ['CPU/+page', ({ sides }) => times(sides.query?.cpuRatio)],
  ['CPU/+all', ({ sides }) => times((sides.all ?? sides.query)?.cpuRatio)],
  ['pgbench tps', ({ pgbench }) => whole(pgbench?.tps)],
  ['ms', ({ pgbench }) => (pgbench ? pgbench.latency.toFixed(2) : '–')],
  ['rate/pgbench', ({ pgbench, sides }) => times(pgbench && sides.api.rate / pgbench.tps)],
];

const LEGEND = `
CPU µs: of the api process (user and system) for one request. bare: Fastify that sends the same bytes.
+page: the same after the prepared queries for that row or page; +all: after every query of the read.
pgbench: every query of the read (of the transaction, for a write), prepared, 10 clients; of a match batch one,
as the api is asked.`;

export function printReport(results) {
  const rows = [
    COLUMNS.map(([title]) => title),
    ...results.map((one) => COLUMNS.map(([, read]) => read(one))),
  ];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join('  '),
  );
  console.log(`\n${[lines[0], '-'.repeat(lines[0].length), ...lines.slice(1)].join('\n')}\n${LEGEND}\n`);
  for (const result of results) printAim(result);
}

function printAim({ name, aim, sides }) {
  const side = sides[aim];
  if (!side || Number.isNaN(side.cpuRatio)) return;
  const floor = aim === 'bytes' ? 'bare Fastify' : 'bare Fastify + the prepared query of the row or page';
  const verdict = side.cpuRatio <= 2 ? 'met' : 'missed';
  console.log(`${name}: ${side.cpuRatio.toFixed(2)} x the CPU of ${floor} (aim ≤ 2: ${verdict})`);
}

/** Keeps the numbers of a run; answers the file. */
export function saveResults(folder, { city, options, ...measured }) {
  mkdirSync(folder, { recursive: true });
  const date = new Date().toISOString();
  const file = join(folder, `${date.slice(0, 19).replaceAll(':', '')}.json`);
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
  writeFileSync(file, `${JSON.stringify({ date, machine, city, options, ...measured }, null, 2)}\n`);
  return file;
}
