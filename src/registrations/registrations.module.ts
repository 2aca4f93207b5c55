import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ProgrammesModule } from '../programmes/programmes.module.js';
import { KeptAnswers } from './answers/kept-answers.js';
import { SensitiveAnswersSweep } from './answers/sensitive-answers-sweep.js';
import { Finding } from './finding/finding.js';
import { FoundSessions } from './finding/found-sessions.js';
import { MonthList } from './finding/month-list.js';
import { NearbyPublicController } from './finding/nearby.public.controller.js';
import { NearbyList } from './finding/nearby-list.js';
import { Places } from './finding/places.queries.js';
import { ProgrammeLists } from './finding/programme-lists.queries.js';
import { WhatIsOn } from './finding/what-is-on.js';
import { WholeCourses } from './finding/whole-courses.js';
import { LotteryModule } from './lottery/lottery.module.js';
import { LotteryMails } from './mails/lottery.mails.js';
import { NoticeWriter } from './mails/notice-writer.js';
import { OfferMails } from './mails/offers.mails.js';
import { RecoveryMails } from './mails/recovery.mails.js';
import { RecoveryWriter } from './mails/recovery-writer.js';
import { RegistrationMails } from './mails/registrations.mails.js';
import { SentEntries } from './mails/sent-entries.js';
import { LockScreenViews } from './mails/texts/lock-screens.js';
import { MailTextEditing } from './mails/texts/mail-text-editing.service.js';
import { MailTextPages } from './mails/texts/mail-text-pages.js';
import { MailTexts } from './mails/texts/mail-texts.js';
import { MailTextsStaffController } from './mails/texts/mail-texts.staff.controller.js';
import { MailTextsStaffApiController } from './mails/texts/mail-texts.staff-api.controller.js';
import { RegistrationTexts } from './mails/texts/registration-texts.js';
import { TextKinds } from './mails/texts/text-kinds.js';
import { TextPreviews } from './mails/texts/text-previews.js';
import { CalendarAddressesApiController } from './my/calendar-addresses.api.controller.js';
import { CalendarAddresses } from './my/calendar-addresses.service.js';
import { CalendarThrottle } from './my/calendar-throttle.js';
import { ChangesOfMind } from './my/changes-of-mind.service.js';
import { LinksApiController } from './my/links.api.controller.js';
import { Links } from './my/links.service.js';
import { MailSettingsApiController } from './my/mail-settings.api.controller.js';
import { MailSettings } from './my/mail-settings.service.js';
import { MoveTargets } from './my/move-targets.js';
import { Moves } from './my/moves.service.js';
import { MyApiController } from './my/my.api.controller.js';
import { MyPublicController } from './my/my.public.controller.js';
import { MyCalendarPublicController } from './my/my-calendar.public.controller.js';
import { MyCardPublicController } from './my/my-card.public.controller.js';
import { MyChangesPublicController } from './my/my-changes.public.controller.js';
import { MyMailPublicController } from './my/my-mail.public.controller.js';
import { MyPages } from './my/my-pages.js';
import { MyTransferPublicController } from './my/my-transfer.public.controller.js';
import { PartyChanges } from './my/party-changes.service.js';
import { RecoveryPublicController } from './my/recovery.public.controller.js';
import { Recovery } from './my/recovery.service.js';
import { RecoveryThrottle } from './my/recovery-throttle.js';
import { RegistrationActs } from './my/registration-acts.js';
import { Standings } from './my/standings.js';
import { TransferScreen } from './my/transfer-screen.js';
import { Transfers } from './my/transfers.service.js';
import { UnsubscribePublicController } from './my/unsubscribe.public.controller.js';
import { CourseStaffController } from './planning/course.staff.controller.js';
import { CourseDrafts } from './planning/course-drafts.js';
import { CourseEditStaffController } from './planning/course-edit.staff.controller.js';
import { CourseEditor } from './planning/course-editor.js';
import { CoursePages } from './planning/course-page.queries.js';
import { CoursePlanning } from './planning/course-planning.service.js';
import { CourseView } from './planning/course-view.js';
import { CoursesStaffApiController } from './planning/courses.staff-api.controller.js';
import { OpenDesks } from './public/open-desks.queries.js';
import { ProgrammePages } from './public/programme-pages.queries.js';
import { ProgrammesPublicController } from './public/programmes.public.controller.js';
import { RegisterPublicController } from './public/register.public.controller.js';
import { RegisterScreen } from './public/register-screen.js';
import { RegisterTargets } from './public/register-targets.js';
import { RegisteringThrottle } from './public/registering-throttle.js';
import { VenuePictures } from './public/venue-pictures.js';
import { WhatIsOnPublicController } from './public/what-is-on.public.controller.js';
import { WaitingListSweep } from './queue/waiting-list-sweep.js';
import { RegistrationMetrics } from './registration-metrics.js';
import { RegistrationTokens } from './registration-tokens.js';
import { RegistrationViews } from './registration-views.js';
import { RegistrationsApiController } from './registrations.api.controller.js';
import { Registrations } from './registrations.service.js';
import { RegistrationsStaffApiController } from './registrations.staff-api.controller.js';
import { CourseSessionsStaffController } from './session-editing/course-sessions.staff.controller.js';
import { NewSessions } from './session-editing/new-sessions.service.js';
import { RegistrationClosing } from './session-editing/registration-closing.service.js';
import { RegistrationClosingStaffController } from './session-editing/registration-closing.staff.controller.js';
import { RegistrationClosingStaffApiController } from './session-editing/registration-closing.staff-api.controller.js';
import { Renumbering } from './session-editing/renumbering.service.js';
import { SessionEditingStaffApiController } from './session-editing/session-editing.staff-api.controller.js';
import { SessionEditor } from './session-editing/session-editor.service.js';
import { SessionEditorStaffController } from './session-editing/session-editor.staff.controller.js';
import { SessionHistory } from './session-editing/session-history.js';
import { SessionChanges } from './sessions/session-changes.service.js';
import { SessionsApiController } from './sessions/sessions.api.controller.js';
import { Sessions } from './sessions/sessions.js';
import { WithdrawnFilter } from './withdrawn/withdrawn.filter.js';
import { WithdrawnPages } from './withdrawn/withdrawn-pages.queries.js';
import { KnownTowns } from './year/known-towns.js';
import { YearExportApiController } from './year/year-export.api.controller.js';
import { YearExport } from './year/year-export.js';
import { YearExportStaffController } from './year/year-export.staff.controller.js';
import { YearImportApiController } from './year/year-import.api.controller.js';
import { ConfirmedImport } from './year/year-import.confirmed.js';
import { YearImport } from './year/year-import.js';
import { YearImportStaffController } from './year/year-import.staff.controller.js';

/** The deep room: registrations, places, the queue, and every act that touches places. */
@Module({
  imports: [OrganizationsModule, ProgrammesModule, LotteryModule],
  controllers: [
    SessionsApiController,
    RegistrationsApiController,
    LinksApiController,
    MyApiController,
    MailSettingsApiController,
    MyMailPublicController,
    MyCalendarPublicController,
    MyCardPublicController,
    CalendarAddressesApiController,
    UnsubscribePublicController,
    RegistrationsStaffApiController,
    YearImportApiController,
    YearImportStaffController,
    YearExportApiController,
    YearExportStaffController,
    CourseStaffController,
    CourseEditStaffController,
    CoursesStaffApiController,
    WhatIsOnPublicController,
    NearbyPublicController,
    ProgrammesPublicController,
    RegisterPublicController,
    RecoveryPublicController,
    MyPublicController,
    MyChangesPublicController,
    MyTransferPublicController,
    SessionEditorStaffController,
    CourseSessionsStaffController,
    SessionEditingStaffApiController,
    RegistrationClosingStaffController,
    RegistrationClosingStaffApiController,
    MailTextsStaffController,
    MailTextsStaffApiController,
  ],
  providers: [
    Sessions,
    Registrations,
    RegistrationViews,
    RegistrationActs,
    ChangesOfMind,
    PartyChanges,
    MailSettings,
    CalendarAddresses,
    CalendarThrottle,
    Moves,
    MoveTargets,
    Transfers,
    TransferScreen,
    Links,
    Recovery,
    RecoveryThrottle,
    Standings,
    MyPages,
    SessionChanges,
    SessionEditor,
    NewSessions,
    Renumbering,
    SessionHistory,
    RegistrationClosing,
    CourseView,
    KnownTowns,
    YearImport,
    YearExport,
    ConfirmedImport,
    KeptAnswers,
    RegistrationTokens,
    RegistrationMails,
    OfferMails,
    LotteryMails,
    RecoveryMails,
    RecoveryWriter,
    RegistrationMetrics,
    SentEntries,
    NoticeWriter,
    MailTexts,
    TextKinds,
    TextPreviews,
    MailTextEditing,
    MailTextPages,
    LockScreenViews,
    RegistrationTexts,
    OpenDesks,
    Finding,
    FoundSessions,
    MonthList,
    NearbyList,
    Places,
    ProgrammeLists,
    WhatIsOn,
    WholeCourses,
    ProgrammePages,
    VenuePictures,
    RegisterTargets,
    RegisteringThrottle,
    RegisterScreen,
    WaitingListSweep,
    SensitiveAnswersSweep,
    CoursePlanning,
    CourseDrafts,
    CourseEditor,
    CoursePages,
    WithdrawnPages,
    WithdrawnFilter,
  ],
  exports: [
    Sessions,
    ProgrammePages,
    Registrations,
    RegistrationViews,
    RegisterTargets,
    RegisterScreen,
    MoveTargets,
    YearImport,
    YearExport,
    RegistrationTokens,
    NoticeWriter,
    MailTexts,
    TextKinds,
    SessionHistory,
    RegistrationClosing,
    OpenDesks,
    WholeCourses,
  ],
})
export class RegistrationsModule {}
