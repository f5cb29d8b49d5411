import { CliFailure, sentenceOf } from './cli/failure.js';
import { note } from './cli/output.js';
import { createProgram } from './cli/program.js';
import { isDebugging } from './platform/config.js';

// Whoever reads the output may have seen enough (`beli doctor | head -3`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await createProgram().parseAsync();
} catch (error) {
  note(isDebugging() ? ((error as Error).stack ?? sentenceOf(error)) : sentenceOf(error));
  process.exitCode = error instanceof CliFailure ? error.exitCode : 1;
}
