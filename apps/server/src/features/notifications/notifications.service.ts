import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import { Announcer } from './announcer.js';
import { takeBundles } from './evening.sql.js';
import { KINDS, type Push, pushOf } from './kinds.rules.js';
import { admit } from './limits.rules.js';
import { bundled } from './sentences.rules.js';
import type { Story } from './stories.rules.js';
import {
  findAudience,
  insertNotifications,
  joinActor,
  type Listener,
  lockAlike,
  lockWindows,
  partActors,
  saveWindows,
  type Told,
  type WindowRow,
} from './telling.sql.js';

const NOBODY = { told: [], pushed: [] };

/** The one way to tell people something: from the reaction of whichever feature has something to tell. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly outbox: Outbox,
    private readonly announcer: Announcer,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Tells people a story, in the transaction of the reaction: as many statements for thousands as for one. Settings,
   * mutes, blocks, limits and repetitions are looked after here; an event tells each person once.
   */
  async tell(tx: Tx, eventId: string, story: Story, recipientIds: readonly number[]): Promise<void> {
    const { told, pushed } = await this.record(tx, eventId, story, recipientIds);
    if (told.length === 0) return;
    await this.announcer.afterCommit(tx, {
      newIds: pushed.map(({ id }) => id),
      countedIds: told.map(({ recipientId }) => recipientId),
    });
  }

  /**
   * The same for a crowd, whose open apps the caller tells in one message instead of two a person. Returns who is
   * to hear of it at once.
   */
  async tellCrowd(tx: Tx, eventId: string, story: Story, recipientIds: readonly number[]): Promise<number[]> {
    const { pushed } = await this.record(tx, eventId, story, recipientIds);
    return pushed.map(({ recipientId }) => recipientId);
  }

  private async record(
    tx: Tx,
    eventId: string,
    story: Story,
    recipientIds: readonly number[],
  ): Promise<{ told: readonly Told[]; pushed: readonly Told[] }> {
    const kind = KINDS[story.type];
    const others = [...new Set(recipientIds)].filter((id) => id !== story.actorId);
    if (others.length === 0) return NOBODY;
    // First the lock, then the look: what was told while this one waited is seen.
    const windows = kind.limits ? await lockWindows(tx, others, story.type) : [];
    const setting = story.setting ?? kind.setting;
    const audience = await findAudience(tx, others, story, { setting, isRepeated: kind.isRepeated });
    const { admitted, full } = this.sort(audience, windows, story);
    const alike = await lockAlike(tx, full, story);
    const fresh = audience.filter(({ recipientId }) => !alike.has(recipientId));
    await saveWindows(tx, story.type, [...admitted.values()]);
    if (story.actorId !== null) await joinActor(tx, [...alike.values()], story.actorId);
    const isFull = new Set(full);
    const recipients = fresh.map((listener) => ({
      recipientId: listener.recipientId,
      push: pushOf(kind, { ...listener, isWithinLimits: !isFull.has(listener.recipientId) }),
    }));
    const told = await insertNotifications(tx, eventId, story, recipients);
    if (told.length === 0) return NOBODY;
    await this.outbox.append(tx, 'notifications.changed', {
      userIds: told.map(({ recipientId }) => recipientId),
    });
    const pushes = new Map(recipients.map(({ recipientId, push }): [number, Push] => [recipientId, push]));
    const pushed = told.filter(({ recipientId }) => pushes.get(recipientId) === 'at-once');
    return { told, pushed };
  }

  /** Pushes what waited for the evening of these people, as one. */
  async pushBundles(tx: Tx, recipientIds: readonly number[]): Promise<void> {
    const bundles = await takeBundles(tx, recipientIds);
    const lines = new Map(
      bundles.flatMap(({ newestId, count }) => (count > 1 ? [[newestId, bundled(count)] as const] : [])),
    );
    await this.announcer.afterCommit(tx, {
      newIds: bundles.map(({ newestId }) => newestId),
      countedIds: [],
      lines,
    });
  }

  /** Takes two people, one of whom has blocked the other, out of what each was told of the other. */
  async part(tx: Tx, one: number, other: number): Promise<void> {
    await partActors(tx, one, other);
    await this.outbox.append(tx, 'notifications.changed', { userIds: [one, other] });
  }

  /** Who may be told one more, with the window that counts it, and whose window is full. */
  private sort(
    audience: readonly Listener[],
    windows: readonly WindowRow[],
    { type }: Story,
  ): { admitted: Map<number, WindowRow>; full: number[] } {
    const { limits } = KINDS[type];
    const admitted = new Map<number, WindowRow>();
    const full: number[] = [];
    if (!limits) return { admitted, full };
    const now = this.clock();
    const standing = new Map(windows.map((window) => [window.recipientId, window]));
    for (const { recipientId } of audience) {
      const window = standing.get(recipientId);
      const next = window && admit(window, limits, now);
      if (next) admitted.set(recipientId, { ...next, recipientId });
      else full.push(recipientId);
    }
    return { admitted, full };
  }
}
