/** Prints the help text and ends where the arguments ask for it. */
export function answerHelp(args, text) {
  if (!args.includes('--help') && !args.includes('-h')) return;
  process.stdout.write(`${text.trim()}\n`);
  process.exit(0);
}
