export { ListsModule } from './lists.module.js';
export { ListsService } from './lists.service.js';
export { lockPlaces, moveRelations } from './merged-relations.sql.js';
export { moderatedLists } from './moderated-lists.sql.js';
export { deleteExpiredSessions } from './ranking/rank-sessions.sql.js';
export { shownRanks } from './ranking/ranked-places.sql.js';
export { RelationsService } from './relations.service.js';
export { Restoration, type RestoredPlace, type RestoredRelation } from './restoration.js';
