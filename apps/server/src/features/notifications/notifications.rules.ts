/** What a person is told, as stored. */
export interface Told {
  readonly recipientId: number;
  readonly type: 'follow' | 'follow_request' | 'streak';
  readonly actorId: number | null;
  readonly streakCount: number | null;
  readonly message: string;
}

export const tellOfStreak = (recipientId: number, days: number): Told => ({
  recipientId,
  type: 'streak',
  actorId: null,
  streakCount: days,
  message: `${days} days in a row. Keep it up!`,
});

export const tellOfFollow = (recipientId: number, actor: { id: number; displayName: string }): Told => ({
  recipientId,
  type: 'follow',
  actorId: actor.id,
  streakCount: null,
  message: `${actor.displayName} started following you.`,
});

export const tellOfFollowRequest = (
  recipientId: number,
  actor: { id: number; displayName: string },
): Told => ({
  recipientId,
  type: 'follow_request',
  actorId: actor.id,
  streakCount: null,
  message: `${actor.displayName} asks to follow you.`,
});
