export { AuthModule } from './auth.module.js';
export { deleteExpiredAccess } from './expiry.sql.js';
export { SessionsService } from './sessions.service.js';
