export { moderatedActivities, moderatedComments } from './moderated-activities.sql.js';
