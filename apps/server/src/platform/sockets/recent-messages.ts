const MOST_KEPT = 10_000;

/** A message that was sent while a client was away. */
export interface Missed {
  readonly place: string;
  readonly name: string;
  readonly payload: unknown;
}

interface Entry {
  readonly place: string;
  readonly rooms: readonly string[];
  readonly data: string;
}

/**
 * The last messages that this process has read. When many clients come back at once, as after the end of another
 * process, they are answered from here and not by as many readings of the stream.
 */
export class RecentMessages {
  private entries: Entry[] = [];
  /** everything after this is here; empty before anything is */
  private from = '';

  /** @param data what the stream holds of a message, or undefined where an entry is none */
  add(place: string, data: string | undefined): void {
    this.from ||= place;
    if (data === undefined) return;
    this.entries.push({ place, rooms: roomsIn(data), data });
    if (this.entries.length < 2 * MOST_KEPT) return;
    const gone = this.entries.length - MOST_KEPT;
    this.from = this.entries[gone - 1]?.place ?? place;
    this.entries = this.entries.slice(gone);
  }

  reachesBackTo(place: string): boolean {
    return this.from !== '' && !isAfter(this.from, place);
  }

  /** What was sent to any of the rooms after `place`, which must be within reach. */
  since(place: string, rooms: ReadonlySet<string>): Missed[] {
    // Newest first: most clients were away for a moment only.
    const first = this.entries.findLastIndex((entry) => !isAfter(entry.place, place)) + 1;
    return this.entries
      .slice(first)
      .filter((entry) => entry.rooms.some((room) => rooms.has(room)))
      .map((entry) => ({ place: entry.place, ...messageIn(entry.data) }));
  }
}

export function isAfter(one: string, other: string): boolean {
  const [milliseconds = 0, sequence = 0] = one.split('-').map(Number);
  const [otherMilliseconds = 0, otherSequence = 0] = other.split('-').map(Number);
  return milliseconds === otherMilliseconds ? sequence > otherSequence : milliseconds > otherMilliseconds;
}

/** Whom a message is for, without reading what it says: it stands at the end. */
export function roomsIn(data: string): string[] {
  const options = data.slice(data.lastIndexOf('"opts":') + '"opts":'.length, -1);
  return (JSON.parse(options) as { rooms: string[] }).rooms;
}

export function messageIn(data: string): { name: string; payload: unknown } {
  const { packet } = JSON.parse(data) as { packet: { data: [string, unknown] } };
  const [name, payload] = packet.data;
  return { name, payload };
}
