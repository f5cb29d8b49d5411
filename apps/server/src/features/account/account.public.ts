export { deleteExpiredExports } from './exports.sql.js';
export { purgeAccount, purgeDueAccounts } from './purge.sql.js';
