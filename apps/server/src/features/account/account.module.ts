import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.public.js';
import { AccountController } from './account.controller.js';
import { AccountJobs } from './account.jobs.js';
import { AccountService } from './account.service.js';
import { ExportsService } from './exports.service.js';

@Module({
  imports: [AuthModule],
  controllers: [AccountController],
  providers: [AccountService, ExportsService, AccountJobs],
})
export class AccountModule {}
