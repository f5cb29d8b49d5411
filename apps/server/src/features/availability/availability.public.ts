export { AvailabilityModule } from './availability.module.js';
export { isInSlot } from './availability.rules.js';
export { AvailabilityService, type PlaceAvailability } from './availability.service.js';
export type {
  AskedPlace,
  AvailabilityProvider,
  AvailabilityQuestion,
  ProvidedTables,
} from './availability-provider.js';
