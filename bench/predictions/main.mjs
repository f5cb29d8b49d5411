import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { learnFrom } from '../../apps/server/dist/features/predictions/predictor/plain-rows.rules.js';
import { Fault } from '../../scripts/setup/fault.mjs';
import { runScript } from '../../scripts/setup/lifecycle.mjs';
import { ROOT } from '../../scripts/setup/paths.mjs';
import { step } from '../../scripts/setup/progress.mjs';
import { seeded } from '../seeded.mjs';
import { dampedBias, globalMean, itemNeighbours, restaurantMean } from './baselines.mjs';
import { correctedDifference, mean, orderAccuracy, rootMeanSquare } from './measures.mjs';
import { readFeatures, readRatings } from './rows.mjs';

const DATA = join(ROOT, '../shared/data');
const TEST_SHARE = 0.2;
const BASELINES = [
  ['global mean', globalMean],
  ['restaurant mean', restaurantMean],
  ['damped user + item', dampedBias],
  ['item k-nearest', itemNeighbours],
];
const MEASURES = [
  { name: 'RMSE', better: -1, of: rootMeanSquare },
  { name: 'order', better: 1, of: (rows, said) => orderAccuracy(rows, said, true) },
  { name: 'order, all', better: 1, of: (rows, said) => orderAccuracy(rows, said, false) },
];
const OURS = 'this predictor';

await runScript(async () => {
  const options = readOptions(process.argv.slice(2));
  const features = options.items && existsSync(options.items) ? readFeatures(options.items) : new Map();
  if (options.train) return scoreGiven(options, features);
  if (!existsSync(options.ratings)) {
    console.log(`Skipped: the ratings (${options.ratings}) are not here.`);
    return 0;
  }
  const rows = readRatings(options.ratings);
  const results = new Map([...BASELINES.map(([name]) => name), OURS].map((name) => [name, []]));
  await step(`Scoring ${options.splits} splits of ${rows.length} ratings`, async (note) => {
    for (let split = 0; split < options.splits; split++) {
      const seed = options.seed + split;
      note(`seed ${seed}`);
      const { training, test } = splitRows(rows, seed);
      const measured = measureAll(training, test, features);
      for (const [name, values] of measured) results.get(name).push(values);
      await breathe();
    }
  });
  return print(results, options, rows.length) ? 0 : 1;
});

function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      ratings: { type: 'string', default: join(DATA, 'ratings.csv.gz') },
      items: { type: 'string', default: join(DATA, 'restaurants-uci.csv.gz') },
      seed: { type: 'string', default: '1' },
      splits: { type: 'string', default: '20' },
      train: { type: 'string' },
      test: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const number = (name, min, max) => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new Fault(`--${name} must be a whole number from ${min} to ${max}, not "${values[name]}".`);
  };
  if ((values.train === undefined) !== (values.test === undefined))
    throw new Fault('--train and --test go together.');
  return { ...values, seed: number('seed', 0, 1_000_000), splits: number('splits', 5, 1_000) };
}

/** Rows by chance into four fifths to learn from and one to score, the same for the same seed. */
function splitRows(rows, seed) {
  // Neighbouring seeds must not begin alike.
  const chance = seeded((seed * 2_654_435_761) % 4_294_967_296);
  const shuffled = [...rows];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(chance() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
  }
  const size = Math.round(rows.length * TEST_SHARE);
  return { test: shuffled.slice(0, size), training: shuffled.slice(size) };
}

/** @returns Map of name to {measure: value} over every test row */
function measureAll(training, test, features) {
  const ratings = training.map(({ rating }) => rating);
  const [least, most] = [Math.min(...ratings), Math.max(...ratings)];
  const within = (value) => Math.min(most, Math.max(least, value));
  const said = new Map(BASELINES.map(([name, learn]) => [name, test.map(learn(training)).map(within)]));
  said.set(OURS, learnFrom(training, features).predict(test));
  return new Map(
    [...said].map(([name, predictions]) => [
      name,
      Object.fromEntries(MEASURES.map(({ name: measure, of }) => [measure, of(test, predictions)])),
    ]),
  );
}

function print(results, { seed, splits }, count) {
  const average = (name, measure) => mean(results.get(name).map((values) => values[measure]));
  console.log(`\n${count} ratings, every test row of ${splits} splits 80/20, seeds ${seed} to ${seed + splits - 1}
RMSE over all test rows · order: pairs of one person's test rows in the right order · order, all: of any two rows\n`);
  const head = [
    'predictor'.padEnd(20),
    ...MEASURES.map(({ name }) => name.padStart(10)),
    ...MEASURES.map(({ name }) => `Δ ${name} [95 %]`.padStart(28)),
  ];
  console.log(`${head.join('  ')}\n${'-'.repeat(head.join('  ').length)}`);
  const verdicts = [];
  for (const name of results.keys()) {
    const cells = MEASURES.map(({ name: measure }) => average(name, measure).toFixed(4).padStart(10));
    const differences = MEASURES.map(({ name: measure, better }) => {
      if (name === OURS) return ''.padStart(28);
      const ours = results.get(OURS).map((values) => values[measure]);
      const theirs = results.get(name).map((values) => values[measure]);
      const found = correctedDifference(ours, theirs, TEST_SHARE);
      verdicts.push({ name, measure, better, ...found });
      const sign = (value) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
      return `${sign(found.difference)} [${sign(found.low)}, ${sign(found.high)}]`.padStart(28);
    });
    console.log([name.padEnd(20), ...cells, ...differences].join('  '));
  }
  console.log(`
Δ: ${OURS} minus the one in the row, paired over the splits, with the 95 % interval of the corrected resampled t-test
(Nadeau and Bengio 2003: splits share rows, so their variance counts 1/J + test/training times, not 1/J).
Baselines choose their dampings inside each training part by five-fold cross-validation; the constants of this predictor
are fixed in its code. They were chosen on seeds from 1000 on of these same rows, and on a made-up dense world.\n`);
  return say(verdicts, average, [...results.keys()]);
}

/** Says in words what the paired test shows. Answers whether ours is no worse than the best baseline anywhere. */
function say(verdicts, average, names) {
  let isGood = true;
  for (const { name: measure, better } of MEASURES) {
    const others = names.filter((name) => name !== OURS);
    const best = others.toSorted((a, b) => better * (average(b, measure) - average(a, measure)))[0];
    const against = (test) =>
      verdicts.filter((one) => one.measure === measure && test(one)).map(({ name }) => name);
    const beaten = against((one) => (better > 0 ? one.low > 0 : one.high < 0));
    const beating = against((one) => (better > 0 ? one.high < 0 : one.low > 0));
    const open = others.filter((name) => !beaten.includes(name) && !beating.includes(name));
    const isNoWorse = better * (average(OURS, measure) - average(best, measure)) >= 0;
    isGood &&= isNoWorse;
    console.log(
      `${measure}: ${isNoWorse ? 'no worse' : 'worse'} on average than the best baseline (${best}). The paired test finds it ` +
        [
          beaten.length > 0 && `better than ${beaten.join(', ')}`,
          beating.length > 0 && `worse than ${beating.join(', ')}`,
          open.length > 0 && `not to be told apart from ${open.join(', ')}`,
        ]
          .filter(Boolean)
          .join('; ') +
        '.',
    );
  }
  return isGood;
}

/** One split that somebody else made. */
function scoreGiven({ train, test, out }, features) {
  const training = readRatings(train);
  const pairs = readRatings(test, { needsRating: false });
  const predictions = learnFrom(training, features).predict(pairs);
  if (out) {
    const lines = pairs.map(({ user, item }, index) => `${user},${item},${predictions[index]}`);
    writeFileSync(out, `user_id,restaurant_id,prediction\n${lines.join('\n')}\n`);
    console.log(`${pairs.length} predictions in ${out}`);
  }
  if (pairs.every(({ rating }) => rating !== null)) {
    for (const [name, values] of measureAll(training, pairs, features)) {
      const cells = MEASURES.map(({ name: measure }) => `${measure} ${values[measure].toFixed(4)}`);
      console.log(`${name.padEnd(20)}  ${cells.join('  ')}`);
    }
  }
  return 0;
}
