import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { freePort } from './redis.js';
import type { TestServer } from './server.js';
import { until } from './until.js';

const entryPoint = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const API = entryPoint('../dist/main.api.js');
/** GUARD_OFF=job-id or unique-key runs the tests without that guard, to see them fail. */
const WORKER = process.env.GUARD_OFF
  ? entryPoint('./unguarded-worker.mjs')
  : entryPoint('../dist/main.worker.js');

/** A real process of the built server: to be killed. */
export class ServerProcess {
  private output = '';

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {
    child.stdout?.on('data', (chunk: Buffer) => {
      this.output += chunk.toString();
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      this.output += chunk.toString();
    });
  }

  static async api(server: TestServer, environment: Record<string, string> = {}): Promise<ServerProcess> {
    const port = await freePort();
    const api = ServerProcess.spawn(
      API,
      server,
      { PORT: String(port), ...environment },
      `http://127.0.0.1:${port}`,
    );
    await api.ready(() =>
      fetch(`${api.url}/health/ready`)
        .then((response) => response.ok)
        .catch(() => false),
    );
    return api;
  }

  static async worker(server: TestServer, environment: Record<string, string> = {}): Promise<ServerProcess> {
    const worker = ServerProcess.spawn(WORKER, server, { LOG_LEVEL: 'info', ...environment }, '');
    await worker.ready(() => worker.output.includes('worker is running'));
    return worker;
  }

  /** kill -9: no goodbye, no clean-up. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  get log(): string {
    return this.output;
  }

  private static spawn(
    entry: string,
    server: TestServer,
    environment: Record<string, string>,
    url: string,
  ): ServerProcess {
    const child = spawn(process.execPath, [entry], {
      env: {
        PATH: process.env.PATH ?? '',
        GUARD_OFF: process.env.GUARD_OFF ?? '',
        ...server.variables,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new ServerProcess(child, url);
  }

  private async ready(isUp: () => Promise<boolean> | boolean): Promise<void> {
    await until('the process is up', () => {
      if (this.child.exitCode !== null) throw new Error(`it ended at once:\n${this.output}`);
      return isUp();
    });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill(signal);
    await gone;
  }
}
