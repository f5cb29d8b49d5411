import type { Tx } from '../platform/database/database.js';
import type { RowReading } from './restaurant-row.rules.js';

/** What distinguishes one kind of import from the others. */
export interface ImportPlan {
  /** what the rows are, in the plural */
  readonly name: string;
  /** columns that the header must name */
  readonly columns: readonly string[];
  readonly stagingColumns: readonly string[];
  /** tables that it fills, whose sizes it reports */
  readonly tables: readonly string[];
  createStaging(tx: Tx): Promise<void>;
  /** A row of the file as a line of COPY. */
  read(line: number, fields: Readonly<Record<string, string>>): RowReading<string>;
  merge(tx: Tx): Promise<Merged>;
}

export interface Merged {
  /** what happened, to be shown */
  readonly counts: readonly (readonly [label: string, count: number])[];
  /** rows of any table that are not as they were */
  readonly changes: number;
  /** what caches may hold in an older state */
  readonly restaurantIds: readonly number[];
  readonly userIds: readonly number[];
  readonly isCatalogueChanged: boolean;
}
