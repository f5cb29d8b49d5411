import { Module } from '@nestjs/common';
import { InteractionsModule } from '../interactions/interactions.public.js';
import { RestaurantsModule } from '../restaurants/restaurants.public.js';
import { UsersModule } from '../users/users.public.js';
import { ReviewCommentsService } from './review-comments.service.js';
import { ReviewsController } from './reviews.controller.js';
import { ReviewsService } from './reviews.service.js';

@Module({
  imports: [UsersModule, RestaurantsModule, InteractionsModule],
  controllers: [ReviewsController],
  providers: [ReviewsService, ReviewCommentsService],
})
export class ReviewsModule {}
