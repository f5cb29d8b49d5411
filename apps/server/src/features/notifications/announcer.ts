import { Inject, Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database.js';
import { LOGGER } from '../../platform/platform.js';
import { Sockets, userRoom } from '../../platform/sockets/sockets.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import { UnreadCounter } from '../users/users.public.js';
import { findNotificationsById, type NotificationRow } from './inbox.sql.js';
import { presentNotification } from './notification.view.js';

interface News {
  /** notifications to push */
  readonly newIds: readonly number[];
  /** people whose number of unread ones has changed */
  readonly countedIds: readonly number[];
  /** what is said in place of the message, by the notification's id */
  readonly lines?: ReadonlyMap<number, string>;
}

/** What open apps hear of notifications once they are committed. Hints: what is lost is found when refetching. */
@Injectable()
export class Announcer {
  constructor(
    private readonly database: Database,
    private readonly sockets: Sockets,
    private readonly unread: UnreadCounter,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async afterCommit(tx: Tx, { newIds, countedIds, lines }: News): Promise<void> {
    const rows = await findNotificationsById(tx, newIds);
    this.database.afterCommit(() => {
      this.announce(rows, countedIds, lines).catch((error: Error) =>
        this.logger.debug({ reason: error.message }, 'open apps did not hear of notifications'),
      );
    });
  }

  private async announce(
    rows: readonly NotificationRow[],
    countedIds: readonly number[],
    lines: ReadonlyMap<number, string> = new Map(),
  ): Promise<void> {
    for (const row of rows) {
      const shown = presentNotification(row);
      const message = lines.get(row.id) ?? shown.message;
      this.sockets.send(userRoom(row.recipientId), 'notification:new', { ...shown, message });
    }
    for (const [userId, unreadCount] of await this.unread.ofMany(countedIds))
      this.sockets.send(userRoom(userId), 'notification:count', { unreadCount });
  }
}
