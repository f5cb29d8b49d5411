export { deleteTokensOf } from './personal-tokens.sql.js';
