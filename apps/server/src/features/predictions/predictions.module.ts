import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.public.js';
import { PredictionsService } from './predictions.service.js';

@Module({ imports: [UsersModule], providers: [PredictionsService], exports: [PredictionsService] })
export class PredictionsModule {}
