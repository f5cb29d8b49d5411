import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, Input, Self } from '../../platform/http/endpoint.js';
import type { Actor } from '../../platform/viewer.js';
import { MenusService } from './menus.service.js';
import { OrdersService } from './orders.service.js';

@Controller()
export class MenusController {
  constructor(
    private readonly menus: MenusService,
    private readonly orders: OrdersService,
  ) {}

  @Endpoint(ROUTES.getMenu)
  async get(@Input() { params, query }: Parsed<typeof ROUTES.getMenu>) {
    return new Answer(await this.menus.of(params.id, query));
  }

  @Endpoint(ROUTES.replaceMenu)
  async replace(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.replaceMenu>) {
    return new Answer(await this.menus.replace(actor, params.id, body));
  }

  @Endpoint(ROUTES.suggestOrder)
  async suggest(@Input() { params, query }: Parsed<typeof ROUTES.suggestOrder>) {
    return new Answer(await this.orders.suggest(params.id, query));
  }
}
