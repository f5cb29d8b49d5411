import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again until the answer is truthy, and returns it. For what happens elsewhere at its own time: the
 * condition is the synchronisation, the pause between two looks only spares the machine.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T> | T,
  withinMs = 45_000,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms in vain until ${what}`);
    await pause(10);
  }
}
