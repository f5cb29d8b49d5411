import { parseArgs } from 'node:util';
import { Fault } from '../scripts/setup/fault.mjs';

const HELP = `
npm run bench -- [options]     how fast the API is, and how near to the least that its answers could cost

Imports a city, starts one api and one worker, and measures each scenario in turn against the same answers
from bare Fastify, from bare Fastify with prepared queries, and against the same SQL in pgbench.

  --seconds N       of load per scenario and side, over all rounds (default 3)
  --rounds N        alternating rounds; medians are reported (default 3)
  --connections N   that send at the same time, each its own person (default 16)
  --only a,b        only scenarios whose name holds one of these words
  --profile WORD    no comparison: a CPU profile of the api under the scenarios that fit, in bench/results
  --rank-stores     no API: how ways to keep the order of a list grow with its length
  --sockets         no city: 2,000 sockets on two apis hear of one author; delivery and memory
  --reuse           take the database as it is, instead of refusing one that holds data
  --help            this text

DATABASE_URL, REDIS_URL and KEYRING_FILE name the services (npm run bench provides private ones).
CPU times need /proc, which only Linux has.
`;

/** The options of the command line, checked. */
export function readOptions(args) {
  const { values } = parse(args);
  if (values.help) {
    process.stdout.write(`${HELP.trim()}\n`);
    process.exit(0);
  }
  return {
    seconds: numberIn('--seconds', values.seconds, 0.5, 120),
    rounds: numberIn('--rounds', values.rounds, 1, 20),
    connections: numberIn('--connections', values.connections, 1, 64),
    only: words(values.profile ?? values.only),
    profile: values.profile !== undefined,
    rankStores: values['rank-stores'],
    sockets: values.sockets,
    reuse: values.reuse,
  };
}

function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        seconds: { type: 'string', default: '3' },
        rounds: { type: 'string', default: '3' },
        connections: { type: 'string', default: '16' },
        only: { type: 'string', default: '' },
        profile: { type: 'string' },
        'rank-stores': { type: 'boolean', default: false },
        sockets: { type: 'boolean', default: false },
        reuse: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new Fault(`${error.message.split('. ')[0]}. See --help.`);
  }
}

function numberIn(name, text, min, max) {
  const number = Number(text);
  if (number >= min && number <= max) return number;
  throw new Fault(`${name} must be a number from ${min} to ${max}, not "${text}".`);
}

const words = (text) =>
  text
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '');
