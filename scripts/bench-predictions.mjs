import './setup/require-node.mjs';
import { join } from 'node:path';
import { buildIfStale } from './build/workspaces.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { childEnvironment } from './setup/environment.mjs';
import { answerHelp } from './setup/help.mjs';
import { runScript } from './setup/lifecycle.mjs';
import { PINNED_NODE, ROOT } from './setup/paths.mjs';
import { runInherited } from './setup/run-inherited.mjs';

const HELP = `
npm run bench:predictions -- [options]   how well personal scores are predicted, beside four baselines

Scores every test row of random 80/20 splits of real ratings: RMSE and the part of pairs that are ordered as people did,
mean differences to each baseline with 95 % intervals, and in words what the paired test shows. Without the ratings
(../shared/data/ratings.csv.gz) it says so and ends well. Needs no services.

  --ratings FILE  CSV with user_id, restaurant_id (or item_id) and rating on any scale, gzipped or not
  --items FILE    CSV with id, cuisines (a;b), price_range and city of the items; may be absent
  --seed N        of the first split (default 1; from 1000 on is for tuning)
  --splits N      (default 20)
  --train FILE    with --test: one split of your own instead, in the columns of --ratings
  --test FILE     rows to predict; measured if they have ratings
  --out FILE      with --test: the predictions, in the order of its rows
  --help          this text

The predictor is pure and the same that the server asks. To score it on rows of your own in code:

  import { learnFrom } from './apps/server/dist/features/predictions/predictor/plain-rows.rules.js'   (after npm run build)
  learnFrom(rows, features).predict(pairs)

  rows      [{ user: 'U1', item: 'R7', rating: 2 }, …]; any scale, strings as ids
  features  optional Map: item -> { cuisines: ['thai'], price: '$$', area: 'Queens' }, all optional
  pairs     [{ user, item }, …]; unknown users and items are answered too
  answers   numbers on the scale of the rows, in the order of the pairs
`;
const args = process.argv.slice(2);
answerHelp(args, HELP);

await runScript(async () => {
  await ensureDependencies();
  await buildIfStale();
  const { code } = await runInherited(PINNED_NODE, [join(ROOT, 'bench/predictions/main.mjs'), ...args], {
    cwd: ROOT,
    env: childEnvironment(),
  });
  return code;
});
