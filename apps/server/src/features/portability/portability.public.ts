export { deleteExpiredImports } from './imports.sql.js';
