import { randomUUID } from 'node:crypto';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Redis } from 'ioredis';
import type { Session } from 'socket.io-adapter';
import type { Metrics } from '../telemetry/metrics.js';

const STREAM = '{beli}:sockets';
/** Both bound what lies in the stream; whoever was away for a minute must find it all. */
const MOST_ENTRIES = 100_000;
const KEPT_MS = 300_000;
const BEACON_MS = 20_000;
const FIRST_BEACON_MS = 200;
/** Entries are read again in pages, up to a limit: reading costs the same for everybody who was away. */
const PAGE = 500;
const MOST_PAGES = 40;
/** Entries of the adapter that carry messages for clients, and entries that it passes over. */
const BROADCAST = '3';
const HEARTBEAT = '2';

/** A message that was sent while a client was away. */
export interface Missed {
  readonly place: string;
  readonly name: string;
  readonly payload: unknown;
}

/** What of the adapter is reached into. */
interface StreamAdapter {
  onRawMessage(message: unknown, place: string): void;
  restoreSession(pid: string, place: string): Promise<Session>;
  persistSession(session: unknown): void;
}

/**
 * The stream over which all processes send to all sockets, and how far this process has read it. A client
 * remembers the place of what it heard last; from there on it can be read again.
 */
export class SocketStream {
  private readonly uid = randomUUID();
  private at = '';
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param patient for what must arrive
   * @param fast for what may fail
   */
  constructor(
    private readonly patient: Redis,
    private readonly fast: Redis,
    private readonly metrics: Metrics,
  ) {}

  /** How far this process has read: all before it has reached the sockets. Empty while that is not known. */
  get place(): string {
    return this.at;
  }

  /** What Socket.IO makes its adapter with: it calls this with `new`. */
  get Adapter() {
    const create = createAdapter(this.patient, {
      streamName: STREAM,
      channelPrefix: STREAM,
      maxLen: MOST_ENTRIES,
      onlyPlaintext: true,
    });
    const adapt = (adapter: unknown) => this.adapt(adapter as StreamAdapter);
    return function Adapter(namespace: unknown) {
      return adapt(create(namespace));
    };
  }

  /**
   * Writes a beacon now and then: this process always knows its place, also when nobody says anything, and what
   * is older than anybody may ask for does not stay.
   */
  start(): void {
    const beacon = () => {
      this.timer = setTimeout(beacon, this.at === '' ? FIRST_BEACON_MS : BEACON_MS).unref();
      const oldest = Date.now() - KEPT_MS;
      this.fast
        .xadd(STREAM, 'MINID', '~', oldest, '*', 'uid', this.uid, 'nsp', '/', 'type', HEARTBEAT)
        .catch(() => undefined);
    };
    beacon();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Whether everything after a place can still be read. */
  async remembers(place: string): Promise<boolean> {
    return this.at !== '' && (await this.fast.xrange(STREAM, '-', place, 'COUNT', 1)).length > 0;
  }

  /**
   * What was sent to any of the rooms after `place` and up to where this process has read. Whoever enters the
   * rooms in the same turn misses nothing and hears nothing twice. Null when it is not all there any more.
   */
  async since(place: string, rooms: ReadonlySet<string>): Promise<Missed[] | null> {
    if (!(await this.remembers(place))) return null;
    const missed: Missed[] = [];
    let read = place;
    for (let page = 0; page < MOST_PAGES; page++) {
      for (const [id, fields] of await this.fast.xrange(STREAM, `(${read}`, '+', 'COUNT', PAGE)) {
        read = id;
        const message = messageTo(rooms, fields);
        if (message) missed.push({ place: id, ...message });
      }
      // What lies beyond comes by itself.
      if (!isAfter(this.at, read)) return missed.filter(({ place: id }) => !isAfter(id, this.at));
    }
    return null;
  }

  /**
   * The library would send what was missed before it is known whose token it is, keep a session only once its
   * loss is noticed, and give two sockets one id: recovery.ts does it after the handshake.
   */
  private adapt(adapter: StreamAdapter): StreamAdapter {
    const receive = adapter.onRawMessage.bind(adapter);
    adapter.onRawMessage = (message, place) => {
      receive(message, place);
      this.passed(place);
    };
    adapter.restoreSession = async (pid) => ({
      sid: randomUUID(),
      pid,
      rooms: [],
      data: {},
      missedPackets: [],
    });
    adapter.persistSession = () => undefined;
    return adapter;
  }

  private passed(place: string): void {
    this.at = place;
    // The place begins with the instant at which Redis took the message.
    if (this.timer)
      this.metrics.socketDelivery.observe(Math.max(0, Date.now() - Number.parseInt(place, 10)) / 1_000);
  }
}

export const isPlace = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{1,15}-\d{1,15}$/.test(value);

function isAfter(one: string, other: string): boolean {
  const [milliseconds = 0, sequence = 0] = one.split('-').map(Number);
  const [otherMilliseconds = 0, otherSequence = 0] = other.split('-').map(Number);
  return milliseconds === otherMilliseconds ? sequence > otherSequence : milliseconds > otherMilliseconds;
}

function messageTo(rooms: ReadonlySet<string>, fields: string[]): Omit<Missed, 'place'> | null {
  const entry: Record<string, string> = {};
  for (let n = 0; n + 1 < fields.length; n += 2) entry[fields[n] ?? ''] = fields[n + 1] ?? '';
  if (entry.type !== BROADCAST || entry.data === undefined) return null;
  const { packet, opts } = JSON.parse(entry.data) as {
    packet: { data: [string, unknown] };
    opts: { rooms: string[] };
  };
  if (!opts.rooms.some((room) => rooms.has(room))) return null;
  const [name, payload] = packet.data;
  return { name, payload };
}
