export { ListsModule } from './lists.module.js';
export { Restoration, type RestoredPlace, type RestoredRelation } from './restoration.js';
