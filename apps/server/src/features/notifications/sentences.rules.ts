/**
 * What people did, as one sentence: "Ana liked …", "Ana and Ben liked …", "Ana and 12 others liked …".
 * @param names of some of them, the last first; none where they have left
 * @param count how many they are
 */
export function sentence(names: readonly string[], count: number, action: string): string {
  const [first = 'Somebody', second] = names;
  const others = Math.max(count, names.length) - 1;
  const rest = others === 1 ? (second ?? 'one other') : `${others} others`;
  return `${first}${others > 0 ? ` and ${rest}` : ''} ${action}.`;
}

/** One line for all that was kept back during a day. */
export const bundled = (count: number): string =>
  `${count} new responses from people whom you do not follow.`;
