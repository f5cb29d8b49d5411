import './setup/require-node.mjs';
import { join } from 'node:path';
import { buildIfStale } from './build/workspaces.mjs';
import { startApp } from './launch/app-process.mjs';
import { claimHome } from './launch/claim-home.mjs';
import { prepareDatabase } from './launch/prepare-database.mjs';
import { checkReset, resetHome } from './launch/reset-home.mjs';
import { writeServicesFile } from './launch/services-file.mjs';
import { summary } from './launch/summary.mjs';
import { waitUntilReady } from './launch/wait-until-ready.mjs';
import { checkUrlShapes, externalUrls } from './services/external-services.mjs';
import { freePort, isTaken } from './services/loopback-port.mjs';
import { provideServices } from './services/provide-services.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { childEnvironment, loadDotEnv, portFromEnvironment } from './setup/environment.mjs';
import { Fault } from './setup/fault.mjs';
import { answerHelp } from './setup/help.mjs';
import { runScript } from './setup/lifecycle.mjs';
import { homeFolder } from './setup/paths.mjs';
import { step } from './setup/progress.mjs';

const HELP = `
npm start                    set up and run everything: PostgreSQL, Redis, api and worker
npm start -- --reset         begin anew: delete the private data first, after asking
npm start -- --reset --yes   the same without asking

What it honours, in the environment or in .env: PORT (3000), HOST, BELI_HOME (.beli), DATABASE_URL,
DATABASE_REPLICA_URLS, REDIS_URL, RATE_LIMIT_ANONYMOUS, RATE_LIMIT_USER, RATE_LIMIT_TASTEMAKER,
AUTH_GUARD_ATTEMPTS, LOG_LEVEL and the others of .env.example.
Ctrl-C stops all of it in order; a second Ctrl-C kills it.
`;
const args = process.argv.slice(2);
answerHelp(args, HELP);

await runScript(main, () => {
  process.stderr.write('\nStopping …\n');
  return 0;
});

async function main() {
  const options = readOptions();
  loadDotEnv();
  const home = homeFolder();
  const host = process.env.HOST || '0.0.0.0';
  const wanted = portFromEnvironment();
  checkUrlShapes(externalUrls());
  if (options.reset) checkReset(options);
  await claimHome(home);
  const port = wanted === 0 ? await freePort() : await requireFree(wanted, host);
  if (options.reset && !(await resetHome(home, options))) {
    process.stderr.write('Nothing was deleted.\n');
    return 1;
  }
  await ensureDependencies();
  await buildIfStale();
  const services = await provideServices({ home, durable: true });
  const mails = process.env.MAIL_FILE || join(home, 'mails.jsonl');
  const environment = childEnvironment({
    NODE_ENV: process.env.NODE_ENV || 'production',
    PORT: String(port),
    HOST: host,
    MAIL_FILE: mails,
    ...services.environment,
  });
  const accounts = await prepareDatabase(environment);

  const logs = join(home, 'logs');
  const origin = `http://${['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host}:${port}`;
  // Password hashing runs on these threads; with the usual four, logins would starve file and DNS work.
  const threads = process.env.UV_THREADPOOL_SIZE || '8';
  const died = await step('Starting api and worker', async () => {
    const api = startApp('api', { environment: { ...environment, UV_THREADPOOL_SIZE: threads }, logs });
    const worker = startApp('worker', { environment, logs });
    const end = Promise.race([services.died, api.died, worker.died]);
    writeServicesFile(home, {
      databaseUrl: services.environment.DATABASE_URL,
      redisUrl: services.environment.REDIS_URL,
      keyringFile: services.environment.KEYRING_FILE,
      port,
      pid: process.pid,
      processes: [api.pid, worker.pid],
      startedAt: new Date().toISOString(),
    });
    const early = await Promise.race([end, waitUntilReady(origin, join(logs, 'api.log'))]);
    if (early) throw new Fault(early);
    return { sentence: end };
  });
  const elapsed = Date.now() - performance.timeOrigin;
  process.stdout.write(summary({ origin, accounts, home, mails, postgres: services.postgres, elapsed }));
  throw new Fault(await died.sentence);
}

function readOptions() {
  const unknown = args.find((arg) => !['--reset', '--yes', '-y'].includes(arg));
  if (unknown) throw new Fault(`There is no option ${unknown}: see \`npm start -- --help\`.`);
  return { reset: args.includes('--reset'), yes: args.includes('--yes') || args.includes('-y') };
}

async function requireFree(port, host) {
  if (!(await isTaken(port, host))) return port;
  throw new Fault(
    `Port ${port} is taken by another program: stop it, or choose another one with \`PORT=${port + 1} npm start\`.`,
  );
}
