import type { Drift } from './drift.sql.js';

export interface Finding extends Drift {
  readonly name: string;
  /** rows set right, where that was asked for */
  readonly repaired: number;
}
