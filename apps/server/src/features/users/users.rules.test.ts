import { toPlainText } from '@beli/contract';
import { expect, it } from 'vitest';
import { currentStreak, dateIn, dayBefore, isMilestone } from './streak.rules.js';
import { isOpenTo } from './visibility.rules.js';

it('a streak lives on the day after its last visit and no longer', () => {
  expect(currentStreak(3, '2026-11-22', '2026-11-22')).toBe(3);
  expect(currentStreak(3, '2026-11-22', '2026-11-23')).toBe(3);
  expect(currentStreak(3, '2026-11-22', '2026-11-24')).toBe(0);
  expect(currentStreak(0, null, '2026-11-24')).toBe(0);
});

it('the day before crosses months, leap days and years', () => {
  expect(['2026-03-01', '2028-03-01', '2026-01-01'].map(dayBefore)).toEqual([
    '2026-02-28',
    '2028-02-29',
    '2025-12-31',
  ]);
});

it('today depends on where one is', () => {
  const now = new Date('2026-06-15T03:00:00Z');
  expect([dateIn('America/New_York', now), dateIn('UTC', now), dateIn('Asia/Tokyo', now)]).toEqual([
    '2026-06-14',
    '2026-06-15',
    '2026-06-15',
  ]);
});

it('milestones are 3, 7, 14, 30, 50, 100 and each further 50', () => {
  const reached = Array.from({ length: 260 }, (_, n) => n).filter(isMilestone);
  expect(reached).toEqual([3, 7, 14, 30, 50, 100, 150, 200, 250]);
});

it('an account is open to itself, to all when public, to accepted followers when private', () => {
  const account = { id: 1, isPublic: false, isFollowedByViewer: false };
  expect(isOpenTo(1, account)).toBe(true);
  expect(isOpenTo(2, account)).toBe(false);
  expect(isOpenTo(null, account)).toBe(false);
  expect(isOpenTo(2, { ...account, isFollowedByViewer: true })).toBe(true);
  expect(isOpenTo(null, { ...account, isPublic: true })).toBe(true);
});

it('markup is taken out of plain text, honest text stays', () => {
  expect(toPlainText('Get <b>the corner</b> table.\u0007')).toBe('Get the corner table.');
  expect(toPlainText('cheap (<ten dollars) and I <3 it')).toBe('cheap (<ten dollars) and I <3 it');
  expect(toPlainText('a <img src=x onerror=alert(1) b')).toBe('a');
  expect(toPlainText('<scr<script>ipt>alert(1)</script>')).toBe('ipt>alert(1)');
});
