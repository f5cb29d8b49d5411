import { Command } from 'commander';
import { addCodegenCommand } from './codegen.command.js';
import { addCreateAdminCommand } from './create-admin.command.js';
import { addDoctorCommand } from './doctor.command.js';
import { addImportCommands } from './import.command.js';
import { addMigrateCommand } from './migrate.command.js';
import { addSeedCommand } from './seed.command.js';

export function createProgram(): Command {
  const program = new Command('beli')
    .description('Looks after a Beli database. Reads DATABASE_URL, REDIS_URL and KEYRING_FILE.')
    .showHelpAfterError('(beli --help shows how)')
    .addHelpText('after', '\nExample:\n  beli import restaurants restaurants.csv.gz\n  beli doctor');
  addMigrateCommand(program);
  addSeedCommand(program);
  addCreateAdminCommand(program);
  addImportCommands(program);
  addDoctorCommand(program);
  addCodegenCommand(program);
  return program;
}
