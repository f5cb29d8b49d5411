import { Module } from '@nestjs/common';
import { RestaurantsModule } from '../restaurants/restaurants.public.js';
import { UsersModule } from '../users/users.public.js';
import { ListsController } from './lists.controller.js';
import { ListsJobs } from './lists.jobs.js';
import { ListsService } from './lists.service.js';
import { RankSessionsService } from './ranking/rank-sessions.service.js';
import { RankUndo } from './ranking/rank-undo.js';
import { RankingController } from './ranking/ranking.controller.js';
import { RankingJobs } from './ranking/ranking.jobs.js';
import { RankingService } from './ranking/ranking.service.js';
import { Rankings } from './ranking/rankings.js';
import { RelationKeeper } from './relation-keeper.js';
import { RelationsService } from './relations.service.js';
import { Restoration } from './restoration.js';
import { VisitKeeper } from './visit-keeper.js';
import { VisitsService } from './visits.service.js';

@Module({
  imports: [UsersModule, RestaurantsModule],
  controllers: [ListsController, RankingController],
  providers: [
    ListsService,
    RelationsService,
    VisitsService,
    Restoration,
    RankingService,
    RankSessionsService,
    RelationKeeper,
    VisitKeeper,
    Rankings,
    RankUndo,
    ListsJobs,
    RankingJobs,
  ],
  exports: [ListsService, RelationsService, Restoration],
})
export class ListsModule {}
