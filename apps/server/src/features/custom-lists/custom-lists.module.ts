import { Module } from '@nestjs/common';
import { ListsModule } from '../lists/lists.public.js';
import { RestaurantsModule } from '../restaurants/restaurants.public.js';
import { UsersModule } from '../users/users.public.js';
import { CustomListsController } from './custom-lists.controller.js';
import { CustomListsService } from './custom-lists.service.js';
import { ListGuard } from './list-guard.js';
import { ListItemsService } from './list-items.service.js';

@Module({
  imports: [UsersModule, RestaurantsModule, ListsModule],
  controllers: [CustomListsController],
  providers: [CustomListsService, ListItemsService, ListGuard],
  exports: [CustomListsService],
})
export class CustomListsModule {}
