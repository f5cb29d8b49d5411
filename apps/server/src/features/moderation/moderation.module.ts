import { Module } from '@nestjs/common';
import { AdminModule } from '../admin/admin.public.js';
import { RestaurantsModule } from '../restaurants/restaurants.public.js';
import { UsersModule } from '../users/users.public.js';
import { ContentsService } from './contents.service.js';
import { ModerationController } from './moderation.controller.js';
import { QueueService } from './queue.service.js';
import { ReportsService } from './reports.service.js';

@Module({
  imports: [AdminModule, RestaurantsModule, UsersModule],
  controllers: [ModerationController],
  providers: [ContentsService, ReportsService, QueueService],
})
export class ModerationModule {}
