import { Module } from '@nestjs/common';
import { ListsModule } from '../lists/lists.public.js';
import { RestaurantsModule } from '../restaurants/restaurants.public.js';
import { UsersModule } from '../users/users.public.js';
import { ImportCommit } from './import-commit.js';
import { ImportReading } from './import-reading.js';
import { ImportsJobs } from './imports.jobs.js';
import { ImportsService } from './imports.service.js';
import { ListFilesService } from './list-files.service.js';
import { PortabilityController } from './portability.controller.js';

@Module({
  imports: [UsersModule, RestaurantsModule, ListsModule],
  controllers: [PortabilityController],
  providers: [ImportsService, ImportReading, ImportCommit, ListFilesService, ImportsJobs],
})
export class PortabilityModule {}
