import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { Fault, reasonOf } from './fault.mjs';
import { ROOT } from './paths.mjs';

/** Reads `.env` where there is one; what the environment already holds wins. */
export function loadDotEnv() {
  const file = join(ROOT, '.env');
  if (!existsSync(file)) return;
  try {
    process.loadEnvFile(file);
  } catch (error) {
    throw new Fault(`${file} cannot be read: ${reasonOf(error)}.`);
  }
}

/** The environment of a child: this one, the project's own tools first, then what is given. */
export function childEnvironment(extra = {}) {
  const path = [join(ROOT, 'node_modules/.bin'), process.env.PATH].filter(Boolean).join(delimiter);
  return { ...process.env, PATH: path, ...extra };
}

/** The port of the API, checked here because everything slow comes after it. */
export function portFromEnvironment() {
  const text = process.env.PORT || '3000';
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new Fault(`PORT must be a number from 0 to 65535, not "${text}".`);
  }
  return port;
}
