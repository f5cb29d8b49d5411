export { NotificationsModule } from './notifications.module.js';
export type { Notice } from './notifications.rules.js';
export { NotificationsService } from './notifications.service.js';
