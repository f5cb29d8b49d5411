import { Injectable } from '@nestjs/common';
import { ReactionRegistry } from '../../platform/queues/reaction-registry.js';
import { OrdersService } from './orders.service.js';

@Injectable()
export class MenusJobs {
  constructor(registry: ReactionRegistry, orders: OrdersService) {
    registry.handle('menu.changed', 'suggest-orders', (tx, { payload }) =>
      orders.menuChanged(tx, payload.restaurantId),
    );
    registry.handle('orders.due', 'suggest-orders', (tx, { payload }) =>
      orders.keepReady(tx, payload.restaurantIds),
    );
  }
}
