export { FollowsModule } from './follows.module.js';
export { FollowsService } from './follows.service.js';
export { lockParties } from './follows.sql.js';
