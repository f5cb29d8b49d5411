export { warmFeeds } from './feed-push.sql.js';
export { moderatedActivities, moderatedComments } from './moderated-activities.sql.js';
