import { Module } from '@nestjs/common';
import { NotificationsModule } from '../notifications/notifications.public.js';
import { RestaurantsModule } from '../restaurants/restaurants.public.js';
import { UsersModule } from '../users/users.public.js';
import { ClaimsService } from './claims.service.js';
import { OffersService } from './offers.service.js';
import { ReservationNews } from './reservation-news.service.js';
import { ReservationsController } from './reservations.controller.js';
import { ReservationsJobs } from './reservations.jobs.js';
import { ReservationsService } from './reservations.service.js';
import { StandingService } from './standing.service.js';

@Module({
  imports: [UsersModule, RestaurantsModule, NotificationsModule],
  controllers: [ReservationsController],
  providers: [
    ReservationsService,
    OffersService,
    ClaimsService,
    StandingService,
    ReservationNews,
    ReservationsJobs,
  ],
  exports: [ReservationsService],
})
export class ReservationsModule {}
