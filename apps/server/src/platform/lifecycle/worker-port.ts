import { createServer, type Server } from 'node:http';
import { mayReadMetrics } from '../http/metrics-access.js';
import type { Platform } from '../platform.js';

/** Health and metrics of a process without an API, on a port of its own; nothing where none is configured. */
export function openWorkerPort(platform: Platform): { close(): Promise<void> } {
  const { WORKER_PORT, HOST, METRICS_TOKEN } = platform.config;
  if (WORKER_PORT === undefined) return { close: async () => {} };
  const server: Server = createServer((request, response) => {
    const isHealth = request.url === '/health' || request.url === '/health/live';
    if (!isHealth && request.url !== '/metrics') return void response.writeHead(404).end();
    if (!isHealth && !mayReadMetrics(METRICS_TOKEN, request.headers, request.socket.remoteAddress ?? ''))
      return void response.writeHead(401).end();
    const read = isHealth ? Promise.resolve('{"status":"ok"}') : platform.readMetrics();
    read.then(
      (text) =>
        response.writeHead(200, { 'content-type': isHealth ? 'application/json' : 'text/plain' }).end(text),
      () => response.writeHead(503).end(),
    );
  });
  server.listen(WORKER_PORT, HOST);
  return { close: () => new Promise((resolve) => server.close(() => resolve())) };
}
