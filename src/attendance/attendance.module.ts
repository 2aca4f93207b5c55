import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ProgrammesModule } from '../programmes/programmes.module.js';
import { DeskModule } from '../registrations/desk/desk.module.js';
import { LedgerModule } from '../registrations/ledger/ledger.module.js';
import { RegistrationsModule } from '../registrations/registrations.module.js';
import { CompletionModule } from './completion/completion.module.js';
import { DoorModule } from './door/door.module.js';
import { HeadCategoriesModule } from './head-categories/head-categories.module.js';
import { PeopleModule } from './people/people.module.js';
import { AttendanceApiController } from './sheet/attendance.api.controller.js';
import { AttendanceStaffController } from './sheet/attendance.staff.controller.js';
import { MembersApiController } from './sheet/members.api.controller.js';
import { MembersStaffController } from './sheet/members.staff.controller.js';
import { PapersStaffController } from './sheet/papers.staff.controller.js';
import { SessionSurroundings } from './sheet/session-surroundings.js';
import { SheetModule } from './sheet/sheet.module.js';
import { ThanksMails } from './thanks/thanks.mails.js';
import { ThanksSweep } from './thanks/thanks-sweep.js';
import { HomeQueries } from './today/home.queries.js';
import { HomeStaffController } from './today/home.staff.controller.js';
import { Today } from './today/today.js';
import { UndatedQueries } from './today/undated.queries.js';
import { WaitingQueries } from './today/waiting.queries.js';

/** 出欠: who came, the sheet on which staff mark it, and their first page. */
@Module({
  imports: [
    OrganizationsModule,
    ProgrammesModule,
    RegistrationsModule,
    DeskModule,
    LedgerModule,
    SheetModule,
    DoorModule,
    HeadCategoriesModule,
    PeopleModule,
    CompletionModule,
  ],
  controllers: [
    HomeStaffController,
    AttendanceStaffController,
    AttendanceApiController,
    MembersStaffController,
    MembersApiController,
    PapersStaffController,
  ],
  providers: [
    HomeQueries,
    Today,
    UndatedQueries,
    WaitingQueries,
    SessionSurroundings,
    ThanksMails,
    ThanksSweep,
  ],
})
export class AttendanceModule {}
