import { Module } from '@nestjs/common';
import { CustomListsModule } from '../custom-lists/custom-lists.public.js';
import { RestaurantsModule } from '../restaurants/restaurants.public.js';
import { UsersModule } from '../users/users.public.js';
import { CurationService } from './curation.service.js';
import { FeaturedListsController } from './featured-lists.controller.js';
import { FeaturedListsService } from './featured-lists.service.js';

@Module({
  imports: [UsersModule, RestaurantsModule, CustomListsModule],
  controllers: [FeaturedListsController],
  providers: [FeaturedListsService, CurationService],
})
export class FeaturedListsModule {}
