import { Module } from '@nestjs/common';
import { RestaurantsModule } from '../restaurants/restaurants.public.js';
import { UsersModule } from '../users/users.public.js';
import { ListsController } from './lists.controller.js';
import { ListsJobs } from './lists.jobs.js';
import { ListsService } from './lists.service.js';
import { RelationsService } from './relations.service.js';

@Module({
  imports: [UsersModule, RestaurantsModule],
  controllers: [ListsController],
  providers: [ListsService, RelationsService, ListsJobs],
  exports: [ListsService],
})
export class ListsModule {}
