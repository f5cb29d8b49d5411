import { Module } from '@nestjs/common';
import { AdminModule } from '../admin/admin.public.js';
import { PostsModule } from '../posts/posts.public.js';
import { UsersModule } from '../users/users.public.js';
import { ApplicationsService } from './applications.service.js';
import { TastemakersController } from './tastemakers.controller.js';
import { TastemakersService } from './tastemakers.service.js';

@Module({
  imports: [UsersModule, PostsModule, AdminModule],
  controllers: [TastemakersController],
  providers: [TastemakersService, ApplicationsService],
})
export class TastemakersModule {}
