import type { EventName, EventPayload } from '@beli/contract';

/** Which reactions each event owes, in the order in which they are read here; every one runs on its own. */
export type Reactions = { readonly [N in EventName]: readonly string[] };

/** An event as its reactions receive it. */
export interface Occurrence<N extends EventName = EventName> {
  readonly id: string;
  readonly name: N;
  readonly payload: EventPayload<N>;
  readonly requestId: string | null;
}
