import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.public.js';
import { AccountsService } from './accounts.service.js';
import { AdminController } from './admin.controller.js';
import { AdminJobs } from './admin.jobs.js';
import { SuspensionsService } from './suspensions.service.js';

@Module({
  imports: [AuthModule],
  controllers: [AdminController],
  providers: [AccountsService, SuspensionsService, AdminJobs],
  exports: [AccountsService, SuspensionsService],
})
export class AdminModule {}
