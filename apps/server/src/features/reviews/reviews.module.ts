import { Module } from '@nestjs/common';
import { RestaurantsModule } from '../restaurants/restaurants.public.js';
import { UsersModule } from '../users/users.public.js';
import { ReviewCommentsService } from './review-comments.service.js';
import { ReviewsController } from './reviews.controller.js';
import { ReviewsService } from './reviews.service.js';

@Module({
  imports: [UsersModule, RestaurantsModule],
  controllers: [ReviewsController],
  providers: [ReviewsService, ReviewCommentsService],
})
export class ReviewsModule {}
