import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KeyOrder, prepareKeys, promoteKeys, pruneKeys, TOKENS_GONE_MS } from './rotation.rules.js';

const key = (n: number) => ({ kid: `s${n}`, privateKey: 'pem' });
const secret = (n: number) => ({ id: `k${n}`, key: 'a2V5' });
const ring = (size: number): KeyOrder => ({
  signing: Array.from({ length: size }, (_, n) => key(n)),
  encryption: Array.from({ length: size }, (_, n) => secret(n)),
  blindIndex: 'aW5kZXg=',
});
const ids = ({ signing, encryption }: KeyOrder) => [
  signing.map(({ kid }) => kid),
  encryption.map(({ id }) => id),
];

describe('a rotation', () => {
  it('first adds keys that only read, then puts them in front; nothing is lost', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), (size) => {
        const before = ring(size);
        const prepared = prepareKeys(before, key(99), secret(99));
        expect([prepared.signing[0], prepared.encryption[0]]).toEqual([
          before.signing[0],
          before.encryption[0],
        ]);
        const promoted = promoteKeys(prepared, '2026-01-01T00:00:00.000Z');
        expect([promoted.signing[0]?.kid, promoted.encryption[0]?.id]).toEqual(['s99', 'k99']);
        expect(ids(promoted).map((list) => list.toSorted())).toEqual(
          ids(prepared).map((list) => list.toSorted()),
        );
        expect(promoted.blindIndex).toBe(before.blindIndex);
        expect(promoteKeys(promoted, '2026-01-02T00:00:00.000Z'), 'a second time').toEqual(promoted);
      }),
    );
  });
});

describe('pruning', () => {
  const since = new Date('2026-01-01T00:00:00.000Z');
  const rotated = promoteKeys(prepareKeys(ring(2), key(9), secret(9)), since.toISOString());
  const later = (ms: number) => new Date(since.getTime() + ms);

  it('keeps signing keys until their last token has expired', () => {
    const prune = (ms: number) => ids(pruneKeys(rotated, new Set(['k0', 'k1', 'k9']), later(ms)))[0];
    expect(prune(TOKENS_GONE_MS - 1)).toEqual(['s9', 's0', 's1']);
    expect(prune(TOKENS_GONE_MS)).toEqual(['s9']);
  });

  it('keeps encryption keys that a value names, and the one in use', () => {
    const prune = (used: string[]) => ids(pruneKeys(rotated, new Set(used), later(0)))[1];
    expect(prune(['k1', 'k9'])).toEqual(['k9', 'k1']);
    expect(prune([])).toEqual(['k9']);
  });

  it('keeps keys that wait to be put in front', () => {
    const prepared = prepareKeys(rotated, key(10), secret(10));
    expect(ids(pruneKeys(prepared, new Set(['k9']), later(TOKENS_GONE_MS)))).toEqual([
      ['s9', 's10'],
      ['k9', 'k10'],
    ]);
  });
});
