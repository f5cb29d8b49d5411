import { Module } from '@nestjs/common';
import { ChallengesService } from './challenges.service.js';
import { UnreadCounter } from './unread-counter.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

@Module({
  controllers: [UsersController],
  providers: [UsersService, ChallengesService, UnreadCounter],
  exports: [UsersService, UnreadCounter],
})
export class UsersModule {}
