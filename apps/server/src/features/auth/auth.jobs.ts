import { Injectable } from '@nestjs/common';
import { ReactionRegistry } from '../../platform/queues/reaction-registry.js';
import { Mails } from './mails.js';
import { PasswordsService } from './passwords.service.js';
import { SessionsService } from './sessions.service.js';

@Injectable()
export class AuthJobs {
  constructor(
    registry: ReactionRegistry,
    sessions: SessionsService,
    passwords: PasswordsService,
    mails: Mails,
  ) {
    registry.handle('sessions.ended', 'close-sessions', (_tx, { payload }) =>
      sessions.close(payload.userId, payload.sessionIds),
    );
    registry.handle('password.forgotten', 'send-link', (tx, { payload }) =>
      passwords.sendLink(tx, payload.emailHash),
    );
    registry.handle('mail.requested', 'send-mail', (_tx, { id, payload }) => mails.send(id, payload));
  }
}
