import { Module } from '@nestjs/common';
import { RestaurantsModule } from '../restaurants/restaurants.public.js';
import { UsersModule } from '../users/users.public.js';
import { CommonPairs } from './common-pairs.js';
import { ComparisonService } from './comparison.service.js';
import { MatchController } from './match.controller.js';
import { MatchService } from './match.service.js';

@Module({
  imports: [UsersModule, RestaurantsModule],
  controllers: [MatchController],
  providers: [MatchService, ComparisonService, CommonPairs],
  exports: [MatchService],
})
export class MatchModule {}
