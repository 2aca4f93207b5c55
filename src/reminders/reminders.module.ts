import { Module } from '@nestjs/common';
import { RegistrationsModule } from '../registrations/registrations.module.js';
import { ReminderSweep } from './reminder-sweep.js';
import { ReminderMails } from './reminders.mails.js';

/** What the clock sends. */
@Module({
  imports: [RegistrationsModule],
  providers: [ReminderSweep, ReminderMails],
  exports: [ReminderSweep],
})
export class RemindersModule {}
