import { Module } from '@nestjs/common';
import { Sockets } from '../../platform/sockets/sockets.js';
import { PredictionsModule } from '../predictions/predictions.public.js';
import { UsersModule } from '../users/users.public.js';
import { MetaService } from './meta.service.js';
import { RestaurantListService } from './restaurant-list.service.js';
import { RestaurantsController } from './restaurants.controller.js';
import { RestaurantsService } from './restaurants.service.js';

@Module({
  imports: [UsersModule, PredictionsModule],
  controllers: [RestaurantsController],
  providers: [RestaurantsService, RestaurantListService, MetaService],
  exports: [RestaurantsService, RestaurantListService],
})
export class RestaurantsModule {
  constructor(sockets: Sockets, restaurants: RestaurantsService) {
    sockets.allowRoom(/^restaurant:([1-9]\d{0,14})$/, (_actor, id) => restaurants.exists(Number(id)));
  }
}
