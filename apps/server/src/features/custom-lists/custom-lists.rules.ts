import type { CollaboratorRole } from '@beli/contract';

/** What somebody wants to do with a list: arrange its places, change the list itself, take it out of sight. */
export type ListAct = 'arrange' | 'change' | 'withdraw';

/** Whether a person whom a list is shown to may do it: owners all, editors arrange, staff withdraw. */
export function mayChangeList(
  act: ListAct,
  list: { readonly ownerId: number; readonly role: CollaboratorRole | null },
  actor: { readonly id: number; readonly moderates: boolean },
): boolean {
  if (list.ownerId === actor.id) return true;
  if (act === 'arrange') return list.role === 'editor';
  return act === 'withdraw' && actor.moderates;
}

/** What a viewer is to a list. */
export function roleOn(
  list: { readonly ownerId: number; readonly role: CollaboratorRole | null },
  viewerId: number | null,
): 'owner' | CollaboratorRole | null {
  return list.ownerId === viewerId ? 'owner' : list.role;
}

/** Whether `order` holds each of `standing` once and nothing else. */
export function isPermutation<T extends number | string>(
  standing: readonly T[],
  order: readonly T[],
): boolean {
  const asked = new Set(order);
  return (
    asked.size === order.length && order.length === standing.length && standing.every((id) => asked.has(id))
  );
}

/** Share of a list that is done, in percent, rounded half up. */
export const progressOf = (visited: number, total: number): number =>
  total === 0 ? 0 : Math.floor((200 * visited + total) / (2 * total));
