import { Module } from '@nestjs/common';
import { MenusController } from './menus.controller.js';
import { MenusJobs } from './menus.jobs.js';
import { MenusService } from './menus.service.js';
import { OrdersService } from './orders.service.js';

@Module({ controllers: [MenusController], providers: [MenusService, OrdersService, MenusJobs] })
export class MenusModule {}
