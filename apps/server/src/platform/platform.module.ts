import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { Audit } from './audit/audit.js';
import { AccessGate } from './auth/access-gate.js';
import { AccessTokens } from './auth/access-tokens.js';
import { AttemptGuard } from './auth/attempt-guard.js';
import { CsrfTokens } from './auth/csrf-tokens.js';
import { PersonalTokens } from './auth/personal-tokens.js';
import { Boards } from './boards/boards.js';
import { Cache } from './cache/cache.js';
import { Timelines } from './cache/timelines.js';
import { FieldCipher } from './crypto/field-cipher.js';
import { Passwords } from './crypto/passwords.js';
import { Database } from './database/database.js';
import { OperationsController } from './http/operations.controller.js';
import { Outbox } from './outbox/outbox.js';
import { CLOCK, CONFIG, LOGGER, MAILER, PLATFORM, type Platform } from './platform.js';
import { ReactionRegistry } from './queues/reaction-registry.js';
import { Sockets } from './sockets/sockets.js';
import { Undo } from './undo/undo.js';

/** Hands the parts of the platform to whoever asks for them by class. */
@Module({})
export class PlatformModule {
  static of(platform: Platform): DynamicModule {
    const providers: Provider[] = [
      { provide: PLATFORM, useValue: platform },
      { provide: CONFIG, useValue: platform.config },
      { provide: CLOCK, useValue: platform.clock },
      { provide: LOGGER, useValue: platform.logger },
      { provide: Database, useValue: platform.database },
      { provide: Cache, useValue: platform.cache },
      { provide: Boards, useValue: platform.boards },
      { provide: Timelines, useValue: platform.timelines },
      { provide: FieldCipher, useValue: platform.cipher },
      { provide: Passwords, useValue: platform.passwords },
      { provide: AccessTokens, useValue: platform.tokens },
      { provide: PersonalTokens, useValue: platform.personalTokens },
      { provide: AccessGate, useValue: platform.gate },
      { provide: AttemptGuard, useValue: platform.attempts },
      { provide: Audit, useValue: platform.audit },
      { provide: CsrfTokens, useValue: platform.csrf },
      { provide: MAILER, useValue: platform.mailer },
      { provide: Outbox, useValue: platform.outbox },
      { provide: ReactionRegistry, useValue: platform.registry },
      { provide: Sockets, useValue: platform.sockets },
      { provide: Undo, useValue: platform.undo },
    ];
    return {
      module: PlatformModule,
      global: true,
      controllers: [OperationsController],
      providers,
      exports: providers,
    };
  }
}
