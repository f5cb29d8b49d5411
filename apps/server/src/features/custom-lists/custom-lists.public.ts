export {
  findMissingRestaurants,
  replaceItems,
  setBookmark,
  updateList,
} from './custom-list-write.sql.js';
export { CustomListsModule } from './custom-lists.module.js';
export { isPermutation, progressOf } from './custom-lists.rules.js';
export { CustomListsService } from './custom-lists.service.js';
export {
  findFeaturedId,
  findListIds,
  findLiveIds,
  findVisited,
  publicListIsShown,
} from './custom-lists.sql.js';
