export { deleteExpiredSessions } from './ranking/rank-sessions.sql.js';
