import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Every metric of the process, by name. */
export class Metrics {
  readonly registry = new Registry();

  readonly httpDuration = new Histogram({
    name: 'beli_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5],
    registers: [this.registry],
  });
  readonly queryDuration = new Histogram({
    name: 'beli_database_query_duration_seconds',
    help: 'Time of one SQL statement, by the name in its leading comment',
    labelNames: ['statement'],
    buckets: [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
    registers: [this.registry],
  });
  readonly cacheReads = new Counter({
    name: 'beli_cache_reads_total',
    help: 'Reads of the cache, by entry and result (hit, miss, shared, unavailable)',
    labelNames: ['entry', 'result'],
    registers: [this.registry],
  });
  readonly rateLimited = new Counter({
    name: 'beli_rate_limit_rejections_total',
    help: 'Requests refused by a rate limit, by tier',
    labelNames: ['tier'],
    registers: [this.registry],
  });
  readonly jobDuration = new Histogram({
    name: 'beli_job_duration_seconds',
    help: 'Time of one job, by queue and outcome (done, skipped, failed)',
    labelNames: ['queue', 'outcome'],
    buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 30],
    registers: [this.registry],
  });
  readonly sockets = new Gauge({
    name: 'beli_websocket_connections',
    help: 'Open sockets of this process',
    registers: [this.registry],
  });
  readonly socketHandshakes = new Counter({
    name: 'beli_websocket_handshakes_total',
    help: 'Sockets that asked to connect, by outcome (connected, recovered, not-recovered, or the code of the refusal)',
    labelNames: ['outcome'],
    registers: [this.registry],
  });
  readonly socketMessages = new Counter({
    name: 'beli_websocket_messages_total',
    help: 'Messages from clients and messages sent to rooms, by direction (in, out), name and outcome',
    labelNames: ['direction', 'name', 'outcome'],
    registers: [this.registry],
  });
  readonly socketDelivery = new Histogram({
    name: 'beli_websocket_delivery_seconds',
    help: 'Time from a message entering the stream to its being written to the sockets of this process',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5],
    registers: [this.registry],
  });
  readonly outboxPending = new Gauge({
    name: 'beli_outbox_pending',
    help: 'Reactions owed to committed events (state: pending, dead)',
    labelNames: ['state'],
    registers: [this.registry],
  });
  readonly outboxAge = new Gauge({
    name: 'beli_outbox_oldest_seconds',
    help: 'Age of the oldest reaction still owed',
    registers: [this.registry],
  });
  readonly queueJobs = new Gauge({
    name: 'beli_queue_jobs',
    help: 'Jobs by queue and state',
    labelNames: ['queue', 'state'],
    registers: [this.registry],
  });

  private readonly requestSeries = new Map<string, { observe(seconds: number): void }>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** One finished request. Looking a series up by its labels costs more than the observation: each is kept. */
  observeRequest(method: string, route: string, status: number, seconds: number): void {
    const key = `${method} ${route} ${status}`;
    let series = this.requestSeries.get(key);
    if (!series) {
      series = this.httpDuration.labels({ method, route, status });
      this.requestSeries.set(key, series);
    }
    series.observe(seconds);
  }
}
