import { Module } from '@nestjs/common';
import { CustomListsModule } from '../custom-lists/custom-lists.public.js';
import { InteractionsModule } from '../interactions/interactions.public.js';
import { RestaurantsModule } from '../restaurants/restaurants.public.js';
import { PostCommentsService } from './post-comments.service.js';
import { PostMarksService } from './post-marks.service.js';
import { PostWritingService } from './post-writing.service.js';
import { PostsController } from './posts.controller.js';
import { PostsService } from './posts.service.js';

@Module({
  imports: [RestaurantsModule, CustomListsModule, InteractionsModule],
  controllers: [PostsController],
  providers: [PostsService, PostWritingService, PostMarksService, PostCommentsService],
  exports: [PostsService],
})
export class PostsModule {}
