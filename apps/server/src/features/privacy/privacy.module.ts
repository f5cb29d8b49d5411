import { Module } from '@nestjs/common';
import { FollowsModule } from '../follows/follows.public.js';
import { GroupsModule } from '../groups/groups.public.js';
import { UsersModule } from '../users/users.public.js';
import { BlocksService } from './blocks.service.js';
import { PrivacyController } from './privacy.controller.js';
import { SettingsService } from './settings.service.js';

@Module({
  imports: [UsersModule, FollowsModule, GroupsModule],
  controllers: [PrivacyController],
  providers: [BlocksService, SettingsService],
})
export class PrivacyModule {}
