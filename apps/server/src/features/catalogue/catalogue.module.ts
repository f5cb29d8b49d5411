import { Module } from '@nestjs/common';
import { GroupsModule } from '../groups/groups.public.js';
import { RestaurantsModule } from '../restaurants/restaurants.public.js';
import { CatalogueController } from './catalogue.controller.js';
import { CatalogueJobs } from './catalogue.jobs.js';
import { DuplicatesService } from './duplicates.service.js';
import { MergesService } from './merges.service.js';
import { RequestsService } from './requests.service.js';
import { SuggestionsService } from './suggestions.service.js';

@Module({
  imports: [RestaurantsModule, GroupsModule],
  controllers: [CatalogueController],
  providers: [SuggestionsService, RequestsService, DuplicatesService, MergesService, CatalogueJobs],
})
export class CatalogueModule {}
