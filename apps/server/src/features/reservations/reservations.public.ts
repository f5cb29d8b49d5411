export { remindOfReservations } from './reminders.js';
export { ReservationsModule } from './reservations.module.js';
export { type ClaimableTable, ReservationsService } from './reservations.service.js';
