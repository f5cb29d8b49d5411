export { CustomListsModule } from './custom-lists.module.js';
export { CustomListsService } from './custom-lists.service.js';
