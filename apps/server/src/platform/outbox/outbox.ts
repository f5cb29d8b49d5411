import { randomUUID } from 'node:crypto';
import { EVENTS, type EventName, type EventPayload } from '@beli/contract';
import type { Tx } from '../database/database.js';
import { currentContext } from '../http/request-context.js';
import type { Reactions } from './occurrence.js';
import { insertAllOwed, insertOwed } from './outbox.sql.js';

/** Records what happened in the transaction in which it happened. */
export class Outbox {
  private readonly listeners: ((name: EventName, payload: never) => void)[] = [];

  constructor(private readonly reactions: Reactions) {}

  /** Promises every reaction to the event; they start after the commit. Returns the event's id. */
  async append<N extends EventName>(tx: Tx, name: N, payload: EventPayload<N>): Promise<string> {
    const id = randomUUID();
    const occurrence = {
      id,
      name,
      payload: EVENTS[name].parse(payload),
      requestId: currentContext()?.requestId ?? null,
    };
    await insertOwed(tx, occurrence, this.reactions[name]);
    for (const listener of this.listeners) listener(name, payload as never);
    return id;
  }

  /** The same for many events of one name, in one statement. */
  async appendAll<N extends EventName>(tx: Tx, name: N, payloads: readonly EventPayload<N>[]): Promise<void> {
    const events = payloads.map((payload) => ({ id: randomUUID(), payload: EVENTS[name].parse(payload) }));
    const requestId = currentContext()?.requestId ?? null;
    await insertAllOwed(tx, name, events, { reactions: this.reactions[name], requestId });
    for (const payload of payloads) for (const listener of this.listeners) listener(name, payload as never);
  }

  /** Tells of every event while its transaction is still open. */
  onAppend(listener: <N extends EventName>(name: N, payload: EventPayload<N>) => void): void {
    this.listeners.push(listener as never);
  }
}
