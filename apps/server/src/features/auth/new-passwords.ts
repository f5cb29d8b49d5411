import { invalidField } from '../../platform/errors.js';
import { COMMON_PASSWORDS } from './common-passwords.js';
import { type Weakness, weaknessOf } from './password-strength.rules.js';

const REASONS: Record<Weakness, string> = {
  too_common: 'is one of the most common passwords',
  contains_name: 'must not contain the username or the name of the e-mail address',
};

/** @throws AppError VALIDATION_ERROR at `path` for a password that is easy to guess */
export function refuseWeak(
  path: string,
  password: string,
  person: { username: string; email: string | null },
): void {
  const weakness = weaknessOf(password, COMMON_PASSWORDS, person);
  if (weakness) throw invalidField(path, REASONS[weakness], weakness);
}
