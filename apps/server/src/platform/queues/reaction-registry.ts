import type { EventName } from '@beli/contract';
import type { Tx } from '../database/database.js';
import type { Occurrence, Reactions } from '../outbox/occurrence.js';

/**
 * Does one thing that an event owes. Runs in the transaction that settles the promise: what it writes through
 * `tx` happens exactly once. What it does elsewhere may happen again after a crash and must bear that.
 */
export type ReactionHandler<N extends EventName> = (tx: Tx, event: Occurrence<N>) => Promise<void>;

/** Who does what when: filled while the application is put together, checked before it starts. */
export class ReactionRegistry {
  private readonly handlers = new Map<string, ReactionHandler<never>>();

  /** @throws when the event's reaction has a handler already */
  handle<N extends EventName>(event: N, reaction: string, handler: ReactionHandler<N>): void {
    const key = `${event} ${reaction}`;
    if (this.handlers.has(key)) throw new Error(`two handlers for ${key}`);
    this.handlers.set(key, handler as ReactionHandler<never>);
  }

  find(event: string, reaction: string): ReactionHandler<EventName> | undefined {
    return this.handlers.get(`${event} ${reaction}`) as ReactionHandler<EventName> | undefined;
  }

  /** @throws naming every promised reaction without a handler and every handler that nothing promises */
  verify(reactions: Reactions): void {
    const promised = Object.entries(reactions).flatMap(([event, names]) =>
      names.map((name) => `${event} ${name}`),
    );
    const missing = promised.filter((key) => !this.handlers.has(key));
    const idle = [...this.handlers.keys()].filter((key) => !promised.includes(key));
    const faults = [
      ...missing.map((key) => `no handler for ${key}`),
      ...idle.map((key) => `nothing promises ${key}`),
    ];
    if (faults.length > 0) throw new Error(`The reactions do not fit together: ${faults.join('; ')}`);
  }
}
