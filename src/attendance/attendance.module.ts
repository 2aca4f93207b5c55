import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ProgrammesModule } from '../programmes/programmes.module.js';
import { DeskModule } from '../registrations/desk/desk.module.js';
import { LedgerModule } from '../registrations/ledger/ledger.module.js';
import { RegistrationsModule } from '../registrations/registrations.module.js';
import { AttendanceApiController } from './attendance.api.controller.js';
import { AttendanceService } from './attendance.service.js';
import { AttendanceStaffController } from './attendance.staff.controller.js';
import { HomeQueries } from './home.queries.js';
import { HomeStaffController } from './home.staff.controller.js';
import { MembersApiController } from './members.api.controller.js';
import { MembersStaffController } from './members.staff.controller.js';
import { RosterQueries } from './roster.queries.js';
import { SessionSurroundings } from './session-surroundings.js';
import { ThanksMails } from './thanks/thanks.mails.js';
import { ThanksSweep } from './thanks/thanks-sweep.js';

/** 出欠: who came, the sheet on which staff mark it, and their first page. */
@Module({
  imports: [OrganizationsModule, ProgrammesModule, RegistrationsModule, DeskModule, LedgerModule],
  controllers: [
    HomeStaffController,
    AttendanceStaffController,
    AttendanceApiController,
    MembersStaffController,
    MembersApiController,
  ],
  providers: [AttendanceService, RosterQueries, HomeQueries, SessionSurroundings, ThanksMails, ThanksSweep],
})
export class AttendanceModule {}
