import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.public.js';
import { AuthController } from './auth.controller.js';
import { AuthJobs } from './auth.jobs.js';
import { AuthService } from './auth.service.js';

@Module({
  imports: [UsersModule],
  controllers: [AuthController],
  providers: [AuthService, AuthJobs],
  exports: [AuthService],
})
export class AuthModule {}
