import { ReportAction, ReportStatus, ReportTarget } from '@beli/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idOf, isPossible, numberOf, TARGETS } from './targets.rules.js';
import { hidesItself, isTrusted, REPORTS_PER_HOUR, secondsUntilNextReport } from './trust.rules.js';
import { effectOn, objectionTo, statusAfter } from './verdict.rules.js';

const NOW = new Date('2026-06-15T12:00:00Z');
const DAY = 86_400_000;
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY);

describe('trust', () => {
  const good = { isEmailVerified: true, createdAt: daysAgo(8), outcomes: [] };

  it('needs a verified address, more than seven days and no dismissed report among the last five', () => {
    expect(isTrusted(good, NOW)).toBe(true);
    expect(isTrusted({ ...good, isEmailVerified: false }, NOW)).toBe(false);
    expect(isTrusted({ ...good, createdAt: daysAgo(7) }, NOW)).toBe(false);
    expect(isTrusted({ ...good, createdAt: new Date(daysAgo(7).getTime() - 1) }, NOW)).toBe(true);
    const upheld = Array<'upheld'>(4).fill('upheld');
    expect(isTrusted({ ...good, outcomes: [...upheld, 'dismissed'] }, NOW)).toBe(false);
    expect(isTrusted({ ...good, outcomes: [...upheld, 'open', 'dismissed'] }, NOW)).toBe(true);
  });

  it('is never won by a dismissed report or by being younger', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.integer({ min: 0, max: 30 * DAY }),
        fc.array(fc.constantFrom(...ReportStatus.options), { maxLength: 8 }),
        (isEmailVerified, age, outcomes) => {
          const reporter = { isEmailVerified, createdAt: new Date(NOW.getTime() - age), outcomes };
          const after = { ...reporter, outcomes: ['dismissed' as const, ...outcomes] };
          expect(isTrusted(after, NOW)).toBe(false);
          const younger = { ...reporter, createdAt: new Date(NOW.getTime() - age / 2) };
          expect(isTrusted(younger, NOW) && !isTrusted(reporter, NOW)).toBe(false);
        },
      ),
    );
  });
});

describe('hiding without a moderator', () => {
  it('happens from three trusted reports on, to content alone, once', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.nat(10), fc.boolean(), (isContent, trustedCount, isHidden) => {
        expect(hidesItself(isContent, { trustedCount, isHidden })).toBe(
          isContent && trustedCount >= 3 && !isHidden,
        );
      }),
    );
  });
});

describe('the flood guard', () => {
  it('lets so many through in any hour, and says how long to wait', () => {
    const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
    const recent = Array.from({ length: REPORTS_PER_HOUR }, (_, n) => minutesAgo(n * 2));
    expect(secondsUntilNextReport(recent.slice(1), NOW)).toBe(0);
    expect(secondsUntilNextReport(recent, NOW)).toBe((60 - 38) * 60);
    expect(secondsUntilNextReport([...recent.slice(0, -1), minutesAgo(60)], NOW)).toBe(0);
  });

  it('never lets more than its number into an hour, however they come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 200 }), (gaps) => {
        let now = NOW.getTime();
        const written: Date[] = [];
        for (const gap of gaps) {
          now += gap * 1000;
          if (secondsUntilNextReport(written, new Date(now)) === 0) written.unshift(new Date(now));
        }
        for (const at of written) {
          const inHour = written.filter(
            (one) => one.getTime() > at.getTime() - 3_600_000 && one.getTime() <= at.getTime(),
          );
          expect(inHour.length).toBeLessThanOrEqual(REPORTS_PER_HOUR);
        }
      }),
    );
  });
});

describe('ids of targets', () => {
  it('are read with and without their prefix, and written with it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ReportTarget.options),
        fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        (type, id) => {
          expect(numberOf(type, id)).toBe(id);
          for (const prefix of TARGETS[type].prefixes) expect(numberOf(type, `${prefix}${id}`)).toBe(id);
          expect(numberOf(type, idOf(type, String(id)))).toBe(id);
        },
      ),
    );
    for (const odd of ['', '0', '-1', '1.5', '9007199254740993', 'been-1', 'feed-', 'x', 1.5, -1]) {
      expect([odd, numberOf('list', odd)]).toEqual([odd, null]);
    }
    expect(numberOf('review', 'feed-1')).toBeNull();
  });
});

describe('decisions', () => {
  const judgement = {
    actorId: 1,
    authorId: 2,
    status: 'open' as ReportStatus,
    decidedBy: null as number | null,
    isThereSomebodyElse: true,
  };

  it('are for those whom they do not concern, appeals for another moderator where there is one', () => {
    expect(objectionTo(judgement)).toBeNull();
    expect(objectionTo({ ...judgement, authorId: 1 })).toBe('own-content');
    expect(objectionTo({ ...judgement, status: 'upheld' })).toBe('decided');
    expect(objectionTo({ ...judgement, status: 'dismissed' })).toBe('decided');
    const appealed = { ...judgement, status: 'appealed' as const, decidedBy: 1 };
    expect(objectionTo(appealed)).toBe('own-decision');
    expect(objectionTo({ ...appealed, decidedBy: 3 })).toBeNull();
    expect(objectionTo({ ...appealed, isThereSomebodyElse: false })).toBeNull();
    expect(objectionTo({ ...appealed, authorId: 1, isThereSomebodyElse: false })).toBe('own-content');
  });

  it('fit their target', () => {
    const possible = Object.fromEntries(
      ReportTarget.options.map((type) => [
        type,
        ReportAction.options.filter((action) => isPossible(action, type, true)),
      ]),
    );
    expect(possible.user).toEqual(['dismiss', 'warn', 'suspend']);
    expect(possible.restaurant).toEqual(['dismiss']);
    for (const type of ['review', 'activity', 'comment', 'list'] as const) {
      expect(possible[type]).toEqual(ReportAction.options);
      expect(isPossible('suspend', type, false)).toBe(false);
    }
  });

  it('hide, remove or leave content, and stand for or against the author', () => {
    const effects = Object.fromEntries(
      ReportAction.options.map((action) => [action, [effectOn(action, true), statusAfter(action)]]),
    );
    expect(effects).toEqual({
      dismiss: [null, 'dismissed'],
      hide: ['hide', 'upheld'],
      delete: ['remove', 'upheld'],
      warn: [null, 'upheld'],
      suspend: ['hide', 'upheld'],
    });
    for (const action of ReportAction.options) expect(effectOn(action, false)).toBeNull();
  });
});
