import { CliFailure, sentenceOf } from './cli/failure.js';
import { note } from './cli/output.js';
import { createProgram } from './cli/program.js';
import { isDebugging } from './platform/config.js';

try {
  await createProgram().parseAsync();
} catch (error) {
  note(isDebugging() ? ((error as Error).stack ?? sentenceOf(error)) : sentenceOf(error));
  process.exitCode = error instanceof CliFailure ? error.exitCode : 1;
}
