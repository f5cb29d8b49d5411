import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.public.js';
import { AuthController } from './auth.controller.js';
import { AuthJobs } from './auth.jobs.js';
import { AuthService } from './auth.service.js';
import { CredentialsController } from './credentials.controller.js';
import { EmailLinks } from './email-links.js';
import { EmailsService } from './emails.service.js';
import { IdentityAccounts } from './identity-accounts.js';
import { IdentityProviders } from './identity-providers.js';
import { Mails } from './mails.js';
import { OAuthController } from './oauth.controller.js';
import { OAuthService } from './oauth.service.js';
import { PasswordsService } from './passwords.service.js';
import { SessionsService } from './sessions.service.js';
import { TokenDelivery } from './token-delivery.js';

@Module({
  imports: [UsersModule],
  controllers: [AuthController, CredentialsController, OAuthController],
  providers: [
    AuthService,
    SessionsService,
    PasswordsService,
    EmailsService,
    OAuthService,
    IdentityAccounts,
    IdentityProviders,
    EmailLinks,
    Mails,
    TokenDelivery,
    AuthJobs,
  ],
  exports: [SessionsService],
})
export class AuthModule {}
