import type { SecretField } from '../crypto/field-cipher.js';

/**
 * What a purge does about a reference to a person: deletes the row; deletes it unless the person wished their
 * reviews to stay (then forgets); forgets who it was; takes the person out of an array.
 */
export type OnPurge = 'delete' | 'delete-unless-kept' | 'forget' | 'take-out';

/** What an export holds of a table. */
export interface ExportPart {
  /** name of the files in the archive */
  readonly name: string;
  /** SQL for the rows of the person $1 */
  readonly select: string;
  /** columns of the select that are encrypted at rest */
  readonly secrets?: Readonly<Record<string, SecretField>>;
}

/** A table that refers to people. A test fails for any reference that is in no registration. */
export interface PersonalTable {
  readonly table: string;
  /** every column that refers to people */
  readonly people: Readonly<Record<string, OnPurge>>;
  readonly exports: readonly ExportPart[];
}
