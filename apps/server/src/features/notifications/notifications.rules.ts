/** The switch in the settings that each kind of notification obeys. */
export const SETTING_OF = {
  follow: 'follows',
  follow_request: 'follows',
  follow_accepted: 'follows',
  streak: 'streakReminders',
} as const;

/** What a person is told, as stored. */
export interface Told {
  readonly recipientId: number;
  readonly type: keyof typeof SETTING_OF;
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

export const tellOfAcceptedFollow = (
  recipientId: number,
  actor: { id: number; displayName: string },
): Told => ({
  recipientId,
  type: 'follow_accepted',
  actorId: actor.id,
  streakCount: null,
  message: `${actor.displayName} accepted your request.`,
});
