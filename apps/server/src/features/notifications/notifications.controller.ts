import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, Input, Self } from '../../platform/http/endpoint.js';
import type { Actor } from '../../platform/viewer.js';
import { InboxService } from './inbox.service.js';

@Controller()
export class NotificationsController {
  constructor(private readonly inbox: InboxService) {}

  @Endpoint(ROUTES.listNotifications)
  async page(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.listNotifications>) {
    const { notifications, meta } = await this.inbox.page(actor, query);
    return new Answer(notifications, meta);
  }

  @Endpoint(ROUTES.countUnread)
  async count(@Self() actor: Actor) {
    return new Answer({ unreadCount: await this.inbox.unreadCount(actor) });
  }

  @Endpoint(ROUTES.readNotification)
  async read(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.readNotification>) {
    await this.inbox.markRead(actor, params.id);
    return new Answer({ notificationId: `notif-${params.id}`, isRead: true as const });
  }

  @Endpoint(ROUTES.readAllNotifications)
  async readAll(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.readAllNotifications>) {
    return new Answer({ markedCount: await this.inbox.markAllRead(actor, body?.before ?? null) });
  }

  @Endpoint(ROUTES.deleteNotification)
  async remove(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.deleteNotification>) {
    await this.inbox.remove(actor, params.id);
  }
}
