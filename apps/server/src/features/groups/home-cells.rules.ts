import type { Coordinates } from '@beli/contract';

/** About a kilometre. */
const CELL_DEGREES = 0.01;

/**
 * The middle of the cell of a grid in which a home lies. Distances are taken from there, because whoever can choose
 * the places and read the scores could find any exact position with a few of them, however the scores are rounded.
 */
export function cellOf({ latitude, longitude }: Coordinates): Coordinates {
  return { latitude: middle(latitude, 90), longitude: middle(longitude, 180) };
}

const middle = (degrees: number, limit: number) =>
  Math.min(limit, (Math.floor(degrees / CELL_DEGREES) + 0.5) * CELL_DEGREES);
