import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isAfter, RecentMessages } from './recent-messages.js';

const written = (rooms: string[], payload: unknown) =>
  JSON.stringify({
    packet: { type: 2, data: ['x', payload], nsp: '/' },
    opts: { rooms, except: [], flags: undefined },
  });

const placeOf = (n: number) => `${1_700_000_000_000 + Math.floor(n / 3)}-${n % 3}`;

it('gives each room what was sent to it after a place, in order, whatever is said in it', () => {
  const room = fc.constantFrom('user:1', 'user:2', 'audience:3');
  const message = fc.record({
    rooms: fc.array(room, { minLength: 1, maxLength: 3 }),
    payload: fc.oneof(fc.string(), fc.constant({ text: '"opts":{"rooms":["user:1"]}' }), fc.integer()),
    isBeacon: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 30 }), fc.nat(30), fc.array(room), (sent, from, entered) => {
      const recent = new RecentMessages();
      recent.add(placeOf(0), undefined);
      for (const [n, { rooms, payload, isBeacon }] of sent.entries())
        recent.add(placeOf(n + 1), isBeacon ? undefined : written(rooms, payload));
      const expected = sent.flatMap(({ rooms, payload, isBeacon }, n) =>
        n + 1 > from && !isBeacon && rooms.some((one) => entered.includes(one))
          ? [{ place: placeOf(n + 1), name: 'x', payload }]
          : [],
      );
      expect(recent.since(placeOf(from), new Set(entered))).toEqual(expected);
    }),
  );
});

it('knows how far back it reaches, also when it has let go of the oldest', () => {
  const recent = new RecentMessages();
  expect(recent.reachesBackTo(placeOf(5))).toBe(false);
  recent.add(placeOf(1), undefined);
  expect([0, 1, 2].map((n) => recent.reachesBackTo(placeOf(n)))).toEqual([false, true, true]);
  for (let n = 2; n < 30_000; n++) recent.add(placeOf(n), written(['user:1'], n));
  expect(recent.reachesBackTo(placeOf(1))).toBe(false);
  expect(recent.reachesBackTo(placeOf(25_000))).toBe(true);
  expect(recent.since(placeOf(29_990), new Set(['user:1'])).map(({ payload }) => payload)).toEqual([
    29_991, 29_992, 29_993, 29_994, 29_995, 29_996, 29_997, 29_998, 29_999,
  ]);
});

it('orders places by their instants and then by their numbers, not as text', () => {
  expect(isAfter('1000-0', '999-5')).toBe(true);
  expect(isAfter('1000-10', '1000-9')).toBe(true);
  expect(isAfter('1000-9', '1000-9')).toBe(false);
});
