import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ProgrammesModule } from '../programmes/programmes.module.js';
import { MyPublicController } from './my.public.controller.js';
import { NoticeWriter } from './notice-writer.js';
import { CourseDrafts } from './planning/course-drafts.js';
import { CoursePlanning } from './planning/course-planning.service.js';
import { ProgrammesPublicController } from './programmes.public.controller.js';
import { ProgrammePages } from './public/programme-pages.queries.js';
import { RegisterTargets } from './public/register-targets.js';
import { RegisterPublicController } from './register.public.controller.js';
import { RegistrationMetrics } from './registration-metrics.js';
import { RegistrationTokens } from './registration-tokens.js';
import { RegistrationsApiController } from './registrations.api.controller.js';
import { RegistrationMails } from './registrations.mails.js';
import { Registrations } from './registrations.service.js';
import { RegistrationsStaffApiController } from './registrations.staff-api.controller.js';
import { RobotsPublicController } from './robots.public.controller.js';
import { SessionChanges } from './session-changes.service.js';
import { SessionsApiController } from './sessions.api.controller.js';
import { Sessions } from './sessions.js';
import { WaitingListSweep } from './waiting-list-sweep.js';
import { WhatIsOnPublicController } from './what-is-on.public.controller.js';
import { YearImportApiController } from './year-import.api.controller.js';
import { YearImport } from './year-import.js';

/** The deep room: registrations, places, the queue, and every act that touches places. */
@Module({
  imports: [OrganizationsModule, ProgrammesModule],
  controllers: [
    SessionsApiController,
    RegistrationsApiController,
    RegistrationsStaffApiController,
    YearImportApiController,
    WhatIsOnPublicController,
    ProgrammesPublicController,
    RegisterPublicController,
    MyPublicController,
    RobotsPublicController,
  ],
  providers: [
    Sessions,
    Registrations,
    SessionChanges,
    YearImport,
    RegistrationTokens,
    RegistrationMails,
    RegistrationMetrics,
    NoticeWriter,
    ProgrammePages,
    RegisterTargets,
    WaitingListSweep,
    CoursePlanning,
    CourseDrafts,
  ],
  exports: [Sessions, Registrations, YearImport, RegistrationTokens, NoticeWriter],
})
export class RegistrationsModule {}
