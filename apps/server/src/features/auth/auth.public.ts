export { deleteExpiredAccess } from './expiry.sql.js';
