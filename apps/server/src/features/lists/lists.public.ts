export { moderatedLists } from './moderated-lists.sql.js';
export { deleteExpiredSessions } from './ranking/rank-sessions.sql.js';
