import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, IfMatch, Input, Self } from '../../platform/http/endpoint.js';
import type { Actor } from '../../platform/viewer.js';
import { BlocksService } from './blocks.service.js';
import { SettingsService } from './settings.service.js';

@Controller()
export class PrivacyController {
  constructor(
    private readonly blocks: BlocksService,
    private readonly settings: SettingsService,
  ) {}

  @Endpoint(ROUTES.blockUser)
  async block(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.blockUser>) {
    return new Answer(await this.blocks.block(actor, params.id));
  }

  @Endpoint(ROUTES.unblockUser)
  async unblock(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.unblockUser>) {
    return new Answer(await this.blocks.unblock(actor, params.id));
  }

  @Endpoint(ROUTES.muteUser)
  async mute(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.muteUser>) {
    return new Answer(await this.blocks.mute(actor, params.id));
  }

  @Endpoint(ROUTES.unmuteUser)
  async unmute(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.unmuteUser>) {
    return new Answer(await this.blocks.unmute(actor, params.id));
  }

  @Endpoint(ROUTES.listBlocked)
  async blocked(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.listBlocked>) {
    const { cards, meta } = await this.blocks.list(actor, 'blocked', query);
    return new Answer(cards, meta);
  }

  @Endpoint(ROUTES.listMuted)
  async muted(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.listMuted>) {
    const { cards, meta } = await this.blocks.list(actor, 'muted', query);
    return new Answer(cards, meta);
  }

  @Endpoint(ROUTES.getSettings)
  async readSettings(@Self() actor: Actor) {
    const settings = await this.settings.get(actor);
    return new Answer(settings, undefined, { version: settings.version });
  }

  @Endpoint(ROUTES.updateSettings)
  async changeSettings(
    @Self() actor: Actor,
    @Input() { body }: Parsed<typeof ROUTES.updateSettings>,
    @IfMatch() version: number | undefined,
  ) {
    const settings = await this.settings.update(actor, body, version);
    return new Answer(settings, undefined, { version: settings.version });
  }
}
