import { Module } from '@nestjs/common';
import { RegistrationsModule } from '../registrations/registrations.module.js';
import { DigestModule } from './digest/digest.module.js';
import { ReminderSweep } from './reminder-sweep.js';
import { ReminderMails } from './reminders.mails.js';
import { StaffNoticesModule } from './staff-notices/staff-notices.module.js';

/** What the clock sends. */
@Module({
  imports: [RegistrationsModule, DigestModule, StaffNoticesModule],
  providers: [ReminderSweep, ReminderMails],
  exports: [ReminderSweep],
})
export class RemindersModule {}
