import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.public.js';
import { NotificationsJobs } from './notifications.jobs.js';
import { NotificationsService } from './notifications.service.js';

@Module({
  imports: [UsersModule],
  providers: [NotificationsService, NotificationsJobs],
  exports: [NotificationsService],
})
export class NotificationsModule {}
