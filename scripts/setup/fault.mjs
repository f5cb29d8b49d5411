/** Something the reader can act on: shown as its one sentence, without a stack trace. */
export class Fault extends Error {}

/** The work was abandoned because the script is stopping; nothing to report. */
export class Interrupted extends Error {}

/** The telling part of any error, also of those whose own message is empty (refused connections). */
export function reasonOf(error) {
  if (error.message) return error.message;
  return error.errors?.[0]?.message ?? error.code ?? String(error);
}
