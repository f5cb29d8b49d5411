import { NotificationType } from '@beli/contract';
import { describe, expect, it } from 'vitest';
import { KINDS, pushOf } from './kinds.rules.js';
import { sentence } from './sentences.rules.js';
import { activityCommented, activityLiked, challengeMilestone, rankChanged } from './stories.rules.js';

describe('a sentence', () => {
  it.each<[string[], number, string]>([
    [['Ana'], 1, 'Ana liked it.'],
    [['Ana', 'Ben'], 2, 'Ana and Ben liked it.'],
    [['Ana', 'Ben', 'Cara'], 13, 'Ana and 12 others liked it.'],
    // Whom the reader may not meet is counted and not named.
    [['Ana'], 2, 'Ana and one other liked it.'],
    [[], 1, 'Somebody liked it.'],
    [[], 3, 'Somebody and 2 others liked it.'],
    [[], 0, 'Somebody liked it.'],
  ])('of %j, who are %i', (names, count, expected) => {
    expect(sentence(names, count, 'liked it')).toBe(expected);
  });
});

describe('what is told', () => {
  const visit = { activityId: 12, type: 'visit', restaurantId: 7, restaurantName: 'Carbone' } as const;

  it('of a like depends on what is liked', () => {
    expect(activityLiked(3, visit)).toMatchObject({
      type: 'rating_liked',
      target: 'activity 12',
      message: 'liked your visit to Carbone',
    });
    expect(activityLiked(3, { ...visit, type: 'want_to_try' })).toMatchObject({
      type: 'bookmark_liked',
      message: 'liked your bookmark of Carbone',
    });
    const follow = { activityId: 1, type: 'follow', restaurantId: null, restaurantName: null } as const;
    expect(activityLiked(3, follow)).toMatchObject({ type: 'rating_liked', message: 'liked your news' });
    expect(activityCommented(3, { ...visit, type: 'review' }, 9)).toMatchObject({
      type: 'comment',
      commentId: 9,
      message: 'commented on your review of Carbone',
    });
  });

  it.each([
    [49, 100, null],
    [50, 100, 50],
    [99, 100, 50],
    [100, 100, 100],
    [352, 250, 100],
    [1, 1, 100],
    [1, 2, 50],
    [2, 5, null],
  ])('of a challenge of %i of %i: %s %%', (count, goal, percent) => {
    expect(challengeMilestone(count, goal)).toBe(percent);
  });

  it('of a rank says where it went, and a weekly look has a switch of its own', () => {
    expect(rankChanged(3, 9).message).toBe('You are number 3 on the leaderboard now.');
    expect(rankChanged(9, 3, true)).toMatchObject({
      setting: 'weeklyRankReminders',
      message: 'You were number 3 on the leaderboard and are number 9 now.',
    });
  });
});

describe('each type', () => {
  it('obeys the switch and the limits of rules §12', () => {
    const table = Object.fromEntries(
      NotificationType.options.map((type) => {
        const { setting, limits } = KINDS[type];
        return [type, [setting, limits && `${limits.perHour}/${limits.perDay}`]];
      }),
    );
    expect(table).toEqual({
      follow: ['follows', '10/50'],
      follow_request: ['follows', '5/25'],
      follow_accepted: ['follows', '5/25'],
      rating_liked: ['likes', '20/100'],
      bookmark_liked: ['likes', '5/25'],
      comment: ['comments', '15/75'],
      list_bookmark: ['bookmarks', '5/25'],
      streak: ['streakReminders', '5/25'],
      recommendation: [null, '5/25'],
      group_invite: [null, '5/25'],
      group_matched: [null, '5/25'],
      reservation_shared: [null, null],
      reservation_claimed: [null, null],
      reservation_reminder: [null, null],
      post_published: ['featuredLists', '5/25'],
      rank_changed: ['rankReminders', '5/25'],
      export_ready: [null, null],
      system: [null, null],
    });
  });

  it('is pushed at once by friends, or by anybody where that is wished; else in the evening', () => {
    const situation = { isWithinLimits: true, isFriend: false, allowsNonFriends: false };
    expect(pushOf(KINDS.rating_liked, situation)).toBe('daily');
    expect(pushOf(KINDS.rating_liked, { ...situation, isFriend: true })).toBe('at-once');
    expect(pushOf(KINDS.rating_liked, { ...situation, allowsNonFriends: true })).toBe('at-once');
    expect(pushOf(KINDS.follow, situation)).toBe('at-once');
    expect(pushOf(KINDS.reservation_shared, situation)).toBe('at-once');
    expect(pushOf(KINDS.follow, { ...situation, isWithinLimits: false })).toBe('none');
  });
});
