import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, From, Input, type Origin, Self } from '../../platform/http/endpoint.js';
import type { Actor } from '../../platform/viewer.js';
import { EmailsService } from './emails.service.js';
import { PasswordsService } from './passwords.service.js';

@Controller()
export class CredentialsController {
  constructor(
    private readonly passwords: PasswordsService,
    private readonly emails: EmailsService,
  ) {}

  @Endpoint(ROUTES.changePassword)
  async changePassword(
    @Self() actor: Actor,
    @Input() { body }: Parsed<typeof ROUTES.changePassword>,
  ): Promise<void> {
    await this.passwords.change(actor, body);
  }

  @Endpoint(ROUTES.forgotPassword)
  async forgetPassword(@Input() { body }: Parsed<typeof ROUTES.forgotPassword>, @From() origin: Origin) {
    await this.passwords.forget(body.email, origin);
    return new Answer({});
  }

  @Endpoint(ROUTES.resetPassword)
  async resetPassword(@Input() { body }: Parsed<typeof ROUTES.resetPassword>): Promise<void> {
    await this.passwords.reset(body);
  }

  @Endpoint(ROUTES.verifyEmail)
  async verifyEmail(@Input() { body }: Parsed<typeof ROUTES.verifyEmail>): Promise<void> {
    await this.emails.verify(body.token);
  }

  @Endpoint(ROUTES.resendVerification)
  async resendVerification(@Self() actor: Actor) {
    await this.emails.resend(actor);
    return new Answer({});
  }

  @Endpoint(ROUTES.changeEmail)
  async changeEmail(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.changeEmail>) {
    return new Answer(await this.emails.requestChange(actor, body));
  }
}
