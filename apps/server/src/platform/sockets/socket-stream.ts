import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Redis } from 'ioredis';
import type { Session } from 'socket.io-adapter';
import type { Metrics } from '../telemetry/metrics.js';
import { isAfter, type Missed, messageIn, RecentMessages, roomsIn } from './recent-messages.js';

const STREAM = '{beli}:sockets';
/** Both bound what lies in the stream; whoever was away for a minute must find it all. */
const MOST_ENTRIES = 100_000;
const KEPT_MS = 300_000;
const BEACON_MS = 20_000;
const FIRST_BEACON_MS = 200;
/** Entries are read again in pages, up to a limit: reading costs the same for everybody who was away. */
const PAGE = 500;
const MOST_PAGES = 40;
const REACH_LOOKS = 100;
const REACH_PAUSE_MS = 20;
/** Entries of the adapter that carry messages for clients, and entries that it passes over. */
const BROADCAST = '3';
const HEARTBEAT = '2';

interface RawEntry {
  readonly type: string;
  readonly data?: string;
}

/** What of the adapter is reached into. */
interface StreamAdapter {
  onRawMessage(entry: RawEntry, place: string): void;
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
  private readonly recent = new RecentMessages();
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
    if (this.at === '') return false;
    if (this.recent.reachesBackTo(place)) return true;
    return (await this.fast.xrange(STREAM, '-', place, 'COUNT', 1)).length > 0;
  }

  /**
   * What was sent to any of the rooms after `place` and up to where this process has read. Whoever enters the
   * rooms in the same turn misses nothing and hears nothing twice. Null when it is not all there any more.
   */
  async since(place: string, rooms: ReadonlySet<string>): Promise<Missed[] | null> {
    if (!(await this.remembers(place)) || !(await this.reach(place))) return null;
    if (this.recent.reachesBackTo(place)) return this.recent.since(place, rooms);
    const missed: Missed[] = [];
    let read = place;
    for (let page = 0; page < MOST_PAGES; page++) {
      for (const [id, fields] of await this.fast.xrange(STREAM, `(${read}`, '+', 'COUNT', PAGE)) {
        read = id;
        const data = fieldOf(fields, 'type') === BROADCAST ? fieldOf(fields, 'data') : undefined;
        if (data !== undefined && roomsIn(data).some((room) => rooms.has(room)))
          missed.push({ place: id, ...messageIn(data) });
      }
      // What lies beyond comes by itself.
      if (!isAfter(this.at, read)) return missed.filter(({ place: id }) => !isAfter(id, this.at));
    }
    return null;
  }

  /** Waits for this process to read as far as another one had: what lies before was heard there already. */
  private async reach(place: string): Promise<boolean> {
    for (let n = 0; n < REACH_LOOKS && isAfter(place, this.at); n++) await pause(REACH_PAUSE_MS);
    return !isAfter(place, this.at);
  }

  /**
   * The library would send what was missed before it is known whose token it is, keep a session only once its
   * loss is noticed, and give two sockets one id: recovery.ts does it after the handshake.
   */
  private adapt(adapter: StreamAdapter): StreamAdapter {
    const receive = adapter.onRawMessage.bind(adapter);
    adapter.onRawMessage = (entry, place) => {
      receive(entry, place);
      this.passed(entry, place);
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

  private passed(entry: RawEntry, place: string): void {
    if (!this.timer) return;
    this.at = place;
    this.recent.add(place, entry.type === BROADCAST ? entry.data : undefined);
    // The place begins with the instant at which Redis took the message.
    this.metrics.socketDelivery.observe(Math.max(0, Date.now() - Number.parseInt(place, 10)) / 1_000);
  }
}

export const isPlace = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{1,15}-\d{1,15}$/.test(value);

function fieldOf(fields: string[], name: string): string | undefined {
  for (let n = 0; n + 1 < fields.length; n += 2) if (fields[n] === name) return fields[n + 1];
  return undefined;
}
