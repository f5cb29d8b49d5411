/** Root of the mean squared error over every row. */
export const rootMeanSquare = (rows, predictions) =>
  Math.sqrt(
    rows.reduce((sum, { rating }, index) => sum + (rating - predictions[index]) ** 2, 0) / rows.length,
  );

/**
 * Of the pairs that differ in rating, the part that the predictions order alike; a tie counts for half.
 * @param within pairs of one user only: the order of a list, where the level of the user says nothing
 */
export function orderAccuracy(rows, predictions, within) {
  let [right, pairs] = [0, 0];
  for (let a = 0; a < rows.length; a++) {
    for (let b = 0; b < a; b++) {
      const truth = Math.sign(rows[a].rating - rows[b].rating);
      if (truth === 0 || (within && rows[a].user !== rows[b].user)) continue;
      const said = predictions[a] - predictions[b];
      pairs++;
      right += Math.abs(said) < 1e-9 ? 0.5 : Math.sign(said) === truth ? 1 : 0;
    }
  }
  return pairs === 0 ? Number.NaN : right / pairs;
}

export const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

/**
 * Mean difference of paired results over random splits and its 95 % interval, by the corrected resampled t-test
 * (Nadeau and Bengio 2003): splits share rows, so the variance is not s²/J but (1/J + test/training)·s².
 */
export function correctedDifference(ours, theirs, testShare) {
  const differences = ours.map((one, index) => one - theirs[index]);
  const difference = mean(differences);
  const count = differences.length;
  const variance = differences.reduce((sum, one) => sum + (one - difference) ** 2, 0) / (count - 1);
  const error = Math.sqrt((1 / count + testShare / (1 - testShare)) * variance);
  const margin = error * quantileOfT(count - 1);
  return { difference, low: difference - margin, high: difference + margin };
}

/** The 97.5th percentile of Student's t (Cornish-Fisher; to 0.01 from 4 degrees of freedom on). */
function quantileOfT(freedom) {
  const z = 1.959964;
  return (
    z +
    (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3)
  );
}
