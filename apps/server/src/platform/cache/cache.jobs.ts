import type { EventName } from '@beli/contract';
import type { Reactions } from '../outbox/occurrence.js';
import type { ReactionRegistry } from '../queues/reaction-registry.js';
import type { Cache } from './cache.js';

/** The sure way to a cleared cache: the writer's own attempt is lost when it dies after the commit. */
export function handleCacheReactions(registry: ReactionRegistry, cache: Cache, reactions: Reactions): void {
  for (const name of Object.keys(reactions) as EventName[]) {
    if (!reactions[name].includes('clear-caches')) continue;
    registry.handle(name, 'clear-caches', (_tx, event) => cache.invalidate(name, event.payload));
  }
}
