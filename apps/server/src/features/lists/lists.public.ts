export { moderatedLists } from './moderated-lists.sql.js';
