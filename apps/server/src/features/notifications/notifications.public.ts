export { NotificationsModule } from './notifications.module.js';
export { forgetOldNotifications, pushBundles, remindOfStreaks } from './notifications.schedules.js';
export { NotificationsService } from './notifications.service.js';
export { rankChanged, type Story } from './stories.rules.js';
