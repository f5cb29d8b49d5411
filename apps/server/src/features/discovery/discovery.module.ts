import { Module } from '@nestjs/common';
import { PredictionsModule } from '../predictions/predictions.public.js';
import { RestaurantsModule } from '../restaurants/restaurants.public.js';
import { UsersModule } from '../users/users.public.js';
import { DiscoveryController } from './discovery.controller.js';
import { DiscoveryJobs } from './discovery.jobs.js';
import { DiscoveryService } from './discovery.service.js';
import { RecommendationsService } from './recommendations.service.js';

@Module({
  imports: [UsersModule, RestaurantsModule, PredictionsModule],
  controllers: [DiscoveryController],
  providers: [DiscoveryService, RecommendationsService, DiscoveryJobs],
})
export class DiscoveryModule {}
