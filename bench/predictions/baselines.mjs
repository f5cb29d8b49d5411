/* What the predictor is held against. Each takes rows {user, item, rating} and answers a function of pairs. Dampings
   are chosen inside the training rows by cross-validation, so that no baseline stands there badly tuned. */

const FOLDS = 5;
const ITEM_DAMPINGS = [2, 5, 10, 15, 20, 30, 50];
const USER_DAMPINGS = [0.5, 1, 1.5, 2, 3, 5];
const NEIGHBOURS = [5, 10, 20];
const SIMILARITY_DAMPINGS = [0, 5, 20];
const SILENCES = [0, 1, 3];

const meanOf = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

export function globalMean(rows) {
  const mean = meanOf(rows.map(({ rating }) => rating));
  return () => mean;
}

/** The mean of the restaurant; the global one where nobody rated it. */
export function restaurantMean(rows) {
  const mean = meanOf(rows.map(({ rating }) => rating));
  const items = effects(rows, 'item', ({ rating }) => rating - mean, 0);
  return ({ item }) => mean + (items.get(item) ?? 0);
}

/** Mean + item + user, each damped (Koren's baseline), with the two dampings that do best inside the rows. */
export function dampedBias(rows) {
  const { itemDamping, userDamping } = bestOf(
    ITEM_DAMPINGS.flatMap((itemDamping) =>
      USER_DAMPINGS.map((userDamping) => ({ itemDamping, userDamping })),
    ),
    rows,
    (training, options) => biases(training, options).predict,
  );
  return biases(rows, { itemDamping, userDamping }).predict;
}

/**
 * Item k-nearest-neighbours: the damped bias, and what the user left unexplained of the most similar items (adjusted
 * cosine, shrunk by how many rated both). Every option is chosen inside the rows.
 */
export function itemNeighbours(rows) {
  const bias = bestOf(
    ITEM_DAMPINGS.flatMap((itemDamping) =>
      USER_DAMPINGS.map((userDamping) => ({ itemDamping, userDamping })),
    ),
    rows,
    (training, options) => biases(training, options).predict,
  );
  const options = NEIGHBOURS.flatMap((most) =>
    SIMILARITY_DAMPINGS.flatMap((damping) => SILENCES.map((silence) => ({ most, damping, silence }))),
  );
  return neighbourhood(
    rows,
    bias,
    bestOf(options, rows, (training, one) => neighbourhood(training, bias, one)),
  );
}

function biases(rows, { itemDamping, userDamping }) {
  const mean = meanOf(rows.map(({ rating }) => rating));
  const items = effects(rows, 'item', ({ rating }) => rating - mean, itemDamping);
  const users = effects(
    rows,
    'user',
    ({ item, rating }) => rating - mean - (items.get(item) ?? 0),
    userDamping,
  );
  return { predict: ({ user, item }) => mean + (items.get(item) ?? 0) + (users.get(user) ?? 0) };
}

function effects(rows, key, amountOf, damping) {
  const sums = new Map();
  for (const row of rows) {
    const { sum, count } = sums.get(row[key]) ?? { sum: 0, count: 0 };
    sums.set(row[key], { sum: sum + amountOf(row), count: count + 1 });
  }
  return new Map([...sums].map(([name, { sum, count }]) => [name, sum / (count + damping)]));
}

function neighbourhood(rows, bias, { most, damping, silence }) {
  const { predict } = biases(rows, bias);
  const ofItem = new Map();
  const ofUser = new Map();
  for (const row of rows) {
    const left = row.rating - predict(row);
    ofItem.set(row.item, (ofItem.get(row.item) ?? new Map()).set(row.user, left));
    ofUser.set(row.user, (ofUser.get(row.user) ?? new Map()).set(row.item, left));
  }
  const known = new Map();
  const similarity = (one, other) => {
    const key = one < other ? `${one}\n${other}` : `${other}\n${one}`;
    if (!known.has(key)) known.set(key, cosine(ofItem.get(one), ofItem.get(other), damping));
    return known.get(key);
  };
  return (pair) => {
    const near = [...(ofUser.get(pair.user) ?? [])]
      .map(([item, left]) => ({ left, weight: ofItem.has(pair.item) ? similarity(pair.item, item) : 0 }))
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight)
      .slice(0, most);
    const weights = near.reduce((sum, { weight }) => sum + weight, 0);
    if (weights + silence === 0) return predict(pair);
    return (
      predict(pair) + near.reduce((sum, { left, weight }) => sum + weight * left, 0) / (weights + silence)
    );
  };
}

function cosine(one, other, damping) {
  let [both, squares, others, count] = [0, 0, 0, 0];
  for (const [user, left] of one) {
    const right = other.get(user);
    if (right === undefined) continue;
    both += left * right;
    squares += left * left;
    others += right * right;
    count++;
  }
  return squares * others > 0 ? ((both / Math.sqrt(squares * others)) * count) / (count + damping) : 0;
}

/** The options with the least squared error over folds of the rows. */
function bestOf(candidates, rows, learn) {
  const errors = candidates.map((options) => {
    let sum = 0;
    for (let fold = 0; fold < FOLDS; fold++) {
      const predict = learn(
        rows.filter((_, index) => index % FOLDS !== fold),
        options,
      );
      for (let index = fold; index < rows.length; index += FOLDS) {
        sum += (rows[index].rating - predict(rows[index])) ** 2;
      }
    }
    return sum;
  });
  return candidates[errors.indexOf(Math.min(...errors))];
}
