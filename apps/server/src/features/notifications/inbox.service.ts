import type { CursorMeta, Notification, NotificationType } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { cutPage, decodeCursor } from '../../platform/http/pages.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { Actor } from '../../platform/viewer.js';
import { UnreadCounter } from '../users/users.public.js';
import { Announcer } from './announcer.js';
import { dismiss, findNotifications, markAllRead, markRead } from './inbox.sql.js';
import { presentNotification } from './notification.view.js';

const CURSOR = 'notifications';

interface InboxQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly unreadOnly: boolean;
  readonly types: readonly NotificationType[];
}

const notThere = () => new AppError('NOTIFICATION_NOT_FOUND', 'You have no such notification.');

/** What a person was told, and what they do with it. */
@Injectable()
export class InboxService {
  constructor(
    private readonly database: Database,
    private readonly unread: UnreadCounter,
    private readonly outbox: Outbox,
    private readonly announcer: Announcer,
  ) {}

  async page(
    actor: Actor,
    { cursor, limit, ...filter }: InboxQuery,
  ): Promise<{ notifications: Notification[]; meta: CursorMeta & { unreadCount: number } }> {
    const after = cursor === undefined ? undefined : decodeCursor(CURSOR, cursor);
    const [found, unreadCount] = await Promise.all([
      findNotifications(this.database.current, actor.id, { after, limit: limit + 1, ...filter }),
      this.unread.of(actor.id),
    ]);
    const { rows, meta } = cutPage(CURSOR, found, limit, ({ id, createdAt }) => ({ id, t: createdAt }));
    return { notifications: rows.map(presentNotification), meta: { ...meta, unreadCount } };
  }

  unreadCount(actor: Actor): Promise<number> {
    return this.unread.of(actor.id);
  }

  /** Repeating changes nothing. */
  async markRead(actor: Actor, id: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const handled = await markRead(tx, actor.id, id);
      if (!handled) throw notThere();
      if (handled.wasUnread) await this.changed(tx, actor.id);
    });
  }

  /** @param before what came after this instant stays unread */
  async markAllRead(actor: Actor, before: string | null): Promise<number> {
    return this.database.transaction(async (tx) => {
      const count = await markAllRead(tx, actor.id, before);
      if (count > 0) await this.changed(tx, actor.id);
      return count;
    });
  }

  async remove(actor: Actor, id: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const handled = await dismiss(tx, actor.id, id);
      if (!handled) throw notThere();
      if (handled.wasUnread) await this.changed(tx, actor.id);
    });
  }

  private async changed(tx: Tx, userId: number): Promise<void> {
    await this.outbox.append(tx, 'notifications.changed', { userIds: [userId] });
    await this.announcer.afterCommit(tx, { newIds: [], countedIds: [userId] });
  }
}
