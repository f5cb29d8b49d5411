import type { SecretField } from './field-cipher.js';

/** Every column that holds envelopes of the field cipher: what a rotation of keys encrypts anew. */
export const ENCRYPTED_COLUMNS: readonly { table: string; column: string; field: SecretField }[] = [
  { table: 'users', column: 'email_encrypted', field: 'email' },
  { table: 'users', column: 'phone_encrypted', field: 'phone' },
  { table: 'users', column: 'home_encrypted', field: 'home' },
  { table: 'sessions', column: 'address_encrypted', field: 'address' },
  { table: 'email_links', column: 'email_encrypted', field: 'email' },
  { table: 'match_sessions', column: 'center_encrypted', field: 'home' },
  { table: 'idempotency_keys', column: 'body_encrypted', field: 'answer' },
];
