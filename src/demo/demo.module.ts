import { Module } from '@nestjs/common';
import { RegistrationsModule } from '../registrations/registrations.module.js';
import { DemoPeople } from './demo-people.js';
import { DemoStaff } from './demo-staff.js';
import { DemoYear } from './demo-year.js';

/** The demo year, for an empty database. Nothing of the house depends on it. */
@Module({
  imports: [RegistrationsModule],
  providers: [DemoYear, DemoStaff, DemoPeople],
  exports: [DemoYear],
})
export class DemoModule {}
