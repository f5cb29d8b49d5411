import { Module } from '@nestjs/common';
import { ListsModule } from '../lists/lists.public.js';
import { ActivityCommentsService } from './activity-comments.service.js';
import { CommentThreads } from './comment-threads.js';
import { InteractionsController } from './interactions.controller.js';
import { InteractionsService } from './interactions.service.js';

@Module({
  imports: [ListsModule],
  controllers: [InteractionsController],
  providers: [InteractionsService, ActivityCommentsService, CommentThreads],
  exports: [InteractionsService, CommentThreads],
})
export class InteractionsModule {}
