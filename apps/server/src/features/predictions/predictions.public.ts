export { PredictionsModule } from './predictions.module.js';
export { type PersonalScore, type Predictions, PredictionsService, scoreOf } from './predictions.service.js';
export { refreshRatingGroups } from './rating-groups.sql.js';
export { cuisineLabel, rateMore, reasonsOf } from './reasons.rules.js';
