export { GroupsModule } from './groups.module.js';
export { GroupSessionsService } from './sessions.service.js';
export { deleteExpiredGroups } from './sessions.sql.js';
