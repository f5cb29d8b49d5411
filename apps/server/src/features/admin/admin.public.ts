export { AccountsService } from './accounts.service.js';
export { AdminModule } from './admin.module.js';
export { refuseLastAdmin } from './last-admin.js';
export { SuspensionsService } from './suspensions.service.js';
