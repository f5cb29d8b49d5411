export { PersonalTokensModule } from './personal-tokens.module.js';
export { deleteAllTokens } from './personal-tokens.sql.js';
