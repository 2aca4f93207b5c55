import { Module } from '@nestjs/common';
import { RegistrationsModule } from '../registrations/registrations.module.js';
import { CalendarPublicController } from './calendar.public.controller.js';
import { FeedsController } from './feeds.controller.js';
import { Feeds } from './feeds.service.js';

@Module({
  imports: [RegistrationsModule],
  controllers: [CalendarPublicController, FeedsController],
  providers: [Feeds],
})
export class CalendarModule {}
