export { CommonPairs } from './common-pairs.js';
export { MatchModule } from './match.module.js';
export { MatchService } from './match.service.js';
