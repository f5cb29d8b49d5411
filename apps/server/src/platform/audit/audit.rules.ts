type Facts = Readonly<Record<string, unknown>>;

// Whole words of a camel-cased or snake-cased name: `emailVerified` is a fact, `email` an address.
const SECRET_NAME = /^(email|phone|password|token|secret|hash)$|(Encrypted|Hash|Password|Token|Secret)$/i;
const ADDRESS = /\S+@\S+/g;
const LONGEST_TEXT = 500;

/** What may stand in the log for ever: no member that names a secret, no e-mail address, no long text. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(ADDRESS, '[address]').slice(0, LONGEST_TEXT);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => !SECRET_NAME.test(name) && member !== undefined)
      .map(([name, member]) => [name, withoutSecrets(member)]),
  );
}

/** The members that differ, as they were and as they are; null on both sides where none does. */
export function differenceOf(
  before: Facts,
  after: Facts,
): { readonly before: Facts | null; readonly after: Facts | null } {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  if (names.length === 0) return { before: null, after: null };
  const pick = (facts: Facts) => Object.fromEntries(names.map((name) => [name, facts[name] ?? null]));
  return { before: pick(before), after: pick(after) };
}
