import { Inject, Injectable } from '@nestjs/common';
import { Database, type Db, type Tx } from '../../platform/database/database.js';
import { LOGGER } from '../../platform/platform.js';
import { Sockets, userRoom } from '../../platform/sockets/sockets.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import type { Actor } from '../../platform/viewer.js';
import { findSights, findVisible, findWatched, type Sight } from './presence.sql.js';

/** People who come and go while others are being told of them are told of again, so often. */
const MOST_ROUNDS = 3;

type Change = 'closer' | 'apart';

/** Tells people who follow each other when one of them comes or leaves. */
@Injectable()
export class PresenceService {
  constructor(
    private readonly database: Database,
    private readonly sockets: Sockets,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Those of a person's friends who are online. */
  async onlineFriends(actor: Actor): Promise<number[]> {
    const visible = await findVisible(this.database.current, actor.id);
    const online = await this.sockets.presence.onlineAmong(visible);
    return visible.filter((id) => online.has(id));
  }

  /** People came or left. */
  async changed(userIds: readonly number[]): Promise<void> {
    try {
      await this.announce(this.database.current, userIds);
    } catch (error) {
      this.logger.warn({ reason: (error as Error).message }, 'presence could not be told');
    }
  }

  /** Somebody shows or hides from now on whether they are online. */
  async switched(tx: Tx, userId: number): Promise<void> {
    const online = await this.sockets.presence.onlineAmong([userId]);
    if (!online.has(userId)) return;
    for (const { shows, stands, watcherIds } of await findWatched(tx, [userId]))
      this.send(watcherIds, userId, shows && stands);
  }

  /** How a person stands to some others changed: each side sees the other as it may from now on. */
  async related(tx: Tx, userId: number, otherIds: readonly number[], change: Change): Promise<void> {
    await this.showAnew(await findSights(tx, userId, otherIds), change);
  }

  /** The same where only one side looks otherwise at the other. */
  async looked(tx: Tx, viewerId: number, userId: number, change: Change): Promise<void> {
    const sights = await findSights(tx, viewerId, [userId]);
    await this.showAnew(
      sights.filter((sight) => sight.viewerId === viewerId),
      change,
    );
  }

  private async showAnew(sights: readonly Sight[], change: Change): Promise<void> {
    const online = await this.sockets.presence.onlineAmong(sights.map(({ userId }) => userId));
    // Whoever may not see somebody must not learn from the message itself that they are there.
    const changed = sights.filter(({ isVisible, userId }) =>
      change === 'closer' ? isVisible && online.has(userId) : !isVisible,
    );
    for (const [id, seen] of Map.groupBy(changed, ({ userId }) => userId))
      this.send(
        seen.map(({ viewerId }) => viewerId),
        id,
        change === 'closer',
      );
  }

  /**
   * What is sent last is what was true last, whoever sends it: state is looked at again after it was sent.
   * Otherwise two processes could tell of one person's going and coming back in the wrong order.
   */
  private async announce(db: Db, userIds: readonly number[]): Promise<void> {
    const { presence } = this.sockets;
    let pending = userIds;
    for (let round = 0; round < MOST_ROUNDS && pending.length > 0; round++) {
      const watched = await findWatched(db, pending);
      const watchers = watched.flatMap(({ watcherIds }) => watcherIds);
      const online = await presence.onlineAmong([...new Set([...pending, ...watchers])]);
      for (const { userId, shows, stands, watcherIds } of watched) {
        if (shows && (stands || !online.has(userId)))
          this.send(
            watcherIds.filter((id) => online.has(id)),
            userId,
            online.has(userId),
          );
      }
      const now = await presence.onlineAmong(pending);
      pending = pending.filter((id) => now.has(id) !== online.has(id));
    }
  }

  private send(watcherIds: readonly number[], userId: number, online: boolean): void {
    if (watcherIds.length > 0)
      this.sockets.send(watcherIds.map(userRoom), 'presence:update', { userId, online });
  }
}
