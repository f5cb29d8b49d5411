export { BoardKeeper } from './board-keeper.js';
export { LeaderboardModule } from './leaderboard.module.js';
