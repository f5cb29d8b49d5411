import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, From, Input, type Origin, Self } from '../../platform/http/endpoint.js';
import type { Actor } from '../../platform/viewer.js';
import { AuthService } from './auth.service.js';

@Controller()
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @Endpoint(ROUTES.signup)
  async signUp(@Input() { body }: Parsed<typeof ROUTES.signup>, @From() origin: Origin) {
    return new Answer(await this.auth.signUp(body, origin));
  }

  @Endpoint(ROUTES.login)
  async logIn(@Input() { body }: Parsed<typeof ROUTES.login>, @From() origin: Origin) {
    return new Answer(await this.auth.logIn(body, origin));
  }

  @Endpoint(ROUTES.refresh)
  async refresh(@Input() { body }: Parsed<typeof ROUTES.refresh>) {
    return new Answer(await this.auth.refresh(body.refreshToken));
  }

  @Endpoint(ROUTES.logout)
  async logOut(@Self() actor: Actor): Promise<void> {
    await this.auth.logOut(actor);
  }
}
