import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from '../scripts/setup/paths.mjs';
import { putUnderLoad } from './load.mjs';
import { startApi } from './server-process.mjs';

const WARM_UP_SECONDS = 3;
const SHOWN = 40;

/** Runs an api of its own under one scenario with Node's profiler; prints where its time went. */
export async function profileScenario(scenario, { folder, logs, seconds, connections }) {
  const name = `${scenario.name.replaceAll(' ', '-')}.cpuprofile`;
  const nodeArguments = ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}`];
  const api = await startApi({ logs, name: 'profiled-api', nodeArguments });
  const load = { ...scenario, requestsOf: () => scenario.requestsOf(true) };
  await scenario.before?.();
  await putUnderLoad(api, load, { seconds: WARM_UP_SECONDS, connections });
  await scenario.before?.();
  const started = performance.now();
  const { count } = await putUnderLoad(api, load, { seconds, connections });
  const span = [started, performance.now()];
  await api.stop();
  const stopped = performance.now();
  if (!readdirSync(folder).includes(name)) throw new Error('The api left no profile.');
  const file = join(folder, name);
  const from = (stopped - span[0]) * 1000;
  const to = (stopped - span[1]) * 1000;
  printProfile(scenario.name, JSON.parse(readFileSync(file, 'utf8')), { count, from, to, file });
}

/** @param span.from microseconds before the profile's end at which the load began; `to` where it ended */
function printProfile(title, { nodes, samples, timeDeltas, startTime, endTime }, { count, from, to, file }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const own = new Map();
  let total = 0;
  let at = startTime;
  samples.forEach((id, index) => {
    at += timeDeltas[index];
    const left = endTime - at;
    if (left > from || left < to) return;
    const place = placeOf(byId.get(id).callFrame);
    if (place === '(idle)') return;
    own.set(place, (own.get(place) ?? 0) + timeDeltas[index]);
    total += timeDeltas[index];
  });
  console.log(`\n${title}: ${count} requests, ${(total / count).toFixed(0)} µs of the main thread each`);
  console.log('self µs  share  function');
  for (const [place, time] of [...own].sort(([, a], [, b]) => b - a).slice(0, SHOWN)) {
    const share = ((100 * time) / total).toFixed(1);
    console.log(`${(time / count).toFixed(2).padStart(7)}  ${share.padStart(4)}%  ${place}`);
  }
  console.log('by package (writes are system calls, and may hold the time of whoever they woke up):');
  for (const [name, time] of [...byPackage(own)].sort(([, a], [, b]) => b - a).slice(0, 20)) {
    console.log(
      `${(time / count).toFixed(2).padStart(7)}  ${((100 * time) / total).toFixed(1).padStart(4)}%  ${name}`,
    );
  }
  console.log(`whole profile (opens in Chrome's developer tools): ${relative(ROOT, file)}`);
}

function placeOf({ functionName, url, lineNumber }) {
  if (url === '') return functionName || '(anonymous)';
  const path = url.startsWith('file://') ? relative(ROOT, new URL(url).pathname) : url;
  return `${functionName || '(anonymous)'} ${path}:${lineNumber + 1}`;
}

function byPackage(own) {
  const sums = new Map();
  for (const [place, time] of own) {
    const path = / (\S+):\d+$/.exec(place)?.[1] ?? '';
    const module = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
    const name = module ?? (/^node:/.test(path) ? 'node itself' : path === '' ? place : 'the server');
    sums.set(name, (sums.get(name) ?? 0) + time);
  }
  return sums;
}
