export { ListsModule } from './lists.module.js';
export { moderatedLists } from './moderated-lists.sql.js';
export { Restoration, type RestoredPlace, type RestoredRelation } from './restoration.js';
