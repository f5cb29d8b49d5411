export { PersonalTokensModule } from './personal-tokens.module.js';
export { deleteTokensOf } from './personal-tokens.sql.js';
