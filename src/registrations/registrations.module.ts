import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ProgrammesModule } from '../programmes/programmes.module.js';
import { MyPublicController } from './my.public.controller.js';
import { NoticeWriter } from './notice-writer.js';
import { CourseStaffController } from './planning/course.staff.controller.js';
import { CourseDrafts } from './planning/course-drafts.js';
import { CourseEditStaffController } from './planning/course-edit.staff.controller.js';
import { CourseEditor } from './planning/course-editor.js';
import { CoursePages } from './planning/course-page.queries.js';
import { CoursePlanning } from './planning/course-planning.service.js';
import { CoursesStaffApiController } from './planning/courses.staff-api.controller.js';
import { ProgrammesPublicController } from './programmes.public.controller.js';
import { OpenDesks } from './public/open-desks.queries.js';
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
import { CourseSessionsStaffController } from './session-editing/course-sessions.staff.controller.js';
import { NewSessions } from './session-editing/new-sessions.service.js';
import { Renumbering } from './session-editing/renumbering.service.js';
import { SessionEditingStaffApiController } from './session-editing/session-editing.staff-api.controller.js';
import { SessionEditor } from './session-editing/session-editor.service.js';
import { SessionEditorStaffController } from './session-editing/session-editor.staff.controller.js';
import { SessionHistory } from './session-editing/session-history.js';
import { SessionsApiController } from './sessions.api.controller.js';
import { Sessions } from './sessions.js';
import { WaitingListSweep } from './waiting-list-sweep.js';
import { WhatIsOnPublicController } from './what-is-on.public.controller.js';
import { YearExportApiController } from './year-export.api.controller.js';
import { YearExport } from './year-export.js';
import { YearExportStaffController } from './year-export.staff.controller.js';
import { YearImportApiController } from './year-import.api.controller.js';
import { ConfirmedImport } from './year-import.confirmed.js';
import { YearImport } from './year-import.js';
import { YearImportStaffController } from './year-import.staff.controller.js';

/** The deep room: registrations, places, the queue, and every act that touches places. */
@Module({
  imports: [OrganizationsModule, ProgrammesModule],
  controllers: [
    SessionsApiController,
    RegistrationsApiController,
    RegistrationsStaffApiController,
    YearImportApiController,
    YearImportStaffController,
    YearExportApiController,
    YearExportStaffController,
    CourseStaffController,
    CourseEditStaffController,
    CoursesStaffApiController,
    WhatIsOnPublicController,
    ProgrammesPublicController,
    RegisterPublicController,
    MyPublicController,
    RobotsPublicController,
    SessionEditorStaffController,
    CourseSessionsStaffController,
    SessionEditingStaffApiController,
  ],
  providers: [
    Sessions,
    Registrations,
    SessionChanges,
    SessionEditor,
    NewSessions,
    Renumbering,
    SessionHistory,
    YearImport,
    YearExport,
    ConfirmedImport,
    RegistrationTokens,
    RegistrationMails,
    RegistrationMetrics,
    NoticeWriter,
    OpenDesks,
    ProgrammePages,
    RegisterTargets,
    WaitingListSweep,
    CoursePlanning,
    CourseDrafts,
    CourseEditor,
    CoursePages,
  ],
  exports: [
    Sessions,
    Registrations,
    YearImport,
    YearExport,
    RegistrationTokens,
    NoticeWriter,
    SessionHistory,
  ],
})
export class RegistrationsModule {}
