import { Module } from '@nestjs/common';
import { RestaurantsModule } from '../restaurants/restaurants.public.js';
import { UsersModule } from '../users/users.public.js';
import { ChallengeActivitiesService } from './challenge-activities.service.js';
import { TasteController } from './taste.controller.js';
import { TasteProfileService } from './taste-profile.service.js';

@Module({
  imports: [UsersModule, RestaurantsModule],
  controllers: [TasteController],
  providers: [TasteProfileService, ChallengeActivitiesService],
})
export class TasteModule {}
