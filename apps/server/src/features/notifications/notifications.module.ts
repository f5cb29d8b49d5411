import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.public.js';
import { Announcer } from './announcer.js';
import { HappeningsService } from './happenings.service.js';
import { InboxService } from './inbox.service.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsJobs } from './notifications.jobs.js';
import { NotificationsService } from './notifications.service.js';
import { PostNotices } from './post-notices.service.js';

@Module({
  imports: [UsersModule],
  controllers: [NotificationsController],
  providers: [
    NotificationsService,
    HappeningsService,
    PostNotices,
    InboxService,
    Announcer,
    NotificationsJobs,
  ],
  exports: [NotificationsService],
})
export class NotificationsModule {}
