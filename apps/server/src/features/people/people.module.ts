import { Module } from '@nestjs/common';
import { MatchModule } from '../match/match.public.js';
import { UsersModule } from '../users/users.public.js';
import { CircleService } from './circle.service.js';
import { DirectoryService } from './directory.service.js';
import { PeopleController } from './people.controller.js';
import { SuggestionsService } from './suggestions.service.js';

@Module({
  imports: [UsersModule, MatchModule],
  controllers: [PeopleController],
  providers: [DirectoryService, SuggestionsService, CircleService],
})
export class PeopleModule {}
