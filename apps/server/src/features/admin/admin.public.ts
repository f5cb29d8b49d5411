export { AdminModule } from './admin.module.js';
export { SuspensionsService } from './suspensions.service.js';
