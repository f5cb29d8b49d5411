import { Module } from '@nestjs/common';
import { CustomListsModule } from '../custom-lists/custom-lists.public.js';
import { RestaurantsModule } from '../restaurants/restaurants.public.js';
import { UsersModule } from '../users/users.public.js';
import { PostgresEngine } from './engine/postgres-engine.js';
import { SearchEngine } from './engine/search-engine.js';
import { RecentSearchesService } from './recent-searches.service.js';
import { SearchController } from './search.controller.js';
import { SearchService } from './search.service.js';

@Module({
  imports: [UsersModule, RestaurantsModule, CustomListsModule],
  controllers: [SearchController],
  providers: [SearchService, RecentSearchesService, { provide: SearchEngine, useClass: PostgresEngine }],
})
export class SearchModule {}
