import { Module } from '@nestjs/common';
import { PersonalTokensController } from './personal-tokens.controller.js';
import { PersonalTokensService } from './personal-tokens.service.js';

@Module({ controllers: [PersonalTokensController], providers: [PersonalTokensService] })
export class PersonalTokensModule {}
