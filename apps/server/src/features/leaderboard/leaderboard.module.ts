import { Module } from '@nestjs/common';
import { MatchModule } from '../match/match.public.js';
import { NotificationsModule } from '../notifications/notifications.public.js';
import { BoardKeeper } from './board-keeper.js';
import { BoardReader } from './board-reader.js';
import { LeaderboardController } from './leaderboard.controller.js';
import { LeaderboardJobs } from './leaderboard.jobs.js';
import { LeaderboardService } from './leaderboard.service.js';

@Module({
  imports: [MatchModule, NotificationsModule],
  controllers: [LeaderboardController],
  providers: [BoardKeeper, BoardReader, LeaderboardService, LeaderboardJobs],
  exports: [BoardKeeper],
})
export class LeaderboardModule {}
