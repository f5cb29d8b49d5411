import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.public.js';
import { NotificationsJobs } from './notifications.jobs.js';
import { NotificationsService } from './notifications.service.js';
import { PostNotices } from './post-notices.service.js';

@Module({ imports: [UsersModule], providers: [NotificationsService, PostNotices, NotificationsJobs] })
export class NotificationsModule {}
