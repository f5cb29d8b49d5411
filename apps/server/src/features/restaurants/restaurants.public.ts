export { findReportedRestaurants, moderatedReviews } from './moderated-reviews.sql.js';
export { toOpenMinutes } from './opening-hours.rules.js';
export { RestaurantListService } from './restaurant-list.service.js';
export { filterConditions } from './restaurant-list.sql.js';
export { refreshSortScores } from './restaurant-scores.sql.js';
export { findTwin, holdRestaurant, multirange } from './restaurant-write.sql.js';
export { RestaurantsModule } from './restaurants.module.js';
export { RestaurantsService, restaurantRoom } from './restaurants.service.js';
export { REVIEWS, reviewIsShown, reviewJson } from './review-view.sql.js';
