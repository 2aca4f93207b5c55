import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ClosuresApiController } from './editing/closures.api.controller.js';
import { Closures } from './editing/closures.service.js';
import { ClosuresStaffController } from './editing/closures.staff.controller.js';
import { EditingTowns } from './editing/editing-towns.js';
import { OrganizationEditing } from './editing/organization-editing.js';
import { ProgrammeCreation } from './editing/programme-creation.service.js';
import { ProgrammeEditing } from './editing/programme-editing.service.js';
import { ProgrammeEditorApiController } from './editing/programme-editor.api.controller.js';
import { ProgrammeEditorStaffController } from './editing/programme-editor.staff.controller.js';
import { QuestionAnswers } from './editing/question-answers.js';
import { VenuesApiController } from './editing/venues.api.controller.js';
import { Venues } from './editing/venues.service.js';
import { VenuesStaffController } from './editing/venues.staff.controller.js';
import { HungPictures } from './look/hung-pictures.service.js';
import { LookStaffController } from './look/look.staff.controller.js';
import { Looks } from './look/looks.service.js';
import { PicturesStaffController } from './look/pictures.staff.controller.js';
import { AnnualPublicController } from './plans/annual.public.controller.js';
import { AnnualQueries } from './plans/annual.queries.js';
import { AnnualStaffController } from './plans/annual.staff.controller.js';
import { AnnualTables } from './plans/annual-tables.js';
import { PlanTables } from './plans/plan-tables.js';
import { PlansApiController } from './plans/plans.api.controller.js';
import { PlansStaffController } from './plans/plans.staff.controller.js';
import { YearPlanning } from './plans/year-planning.js';
import { ProgrammeAccess } from './programme-access.js';
import { ProgrammesApiController } from './programmes.api.controller.js';
import { Programmes } from './programmes.queries.js';
import { Readings } from './readings/readings.service.js';
import { ReadingsStaffController } from './readings/readings.staff.controller.js';
import { TownWords } from './readings/town-words.js';
import { Search } from './search/search.js';
import { SearchIndex } from './search/search-index.js';
import { SearchSweep } from './search/search-sweep.js';
import { CalendarStaffController } from './year/calendar.staff.controller.js';
import { ConflictsApiController } from './year/conflicts.api.controller.js';
import { Conflicts } from './year/conflicts.service.js';
import { ConflictsStaffController } from './year/conflicts.staff.controller.js';
import { YearCalendars } from './year/year-calendar.service.js';

/** What is run, when and where: programmes, courses, sessions, venues, plans, and how they are imported. */
@Module({
  imports: [OrganizationsModule],
  controllers: [
    ProgrammeEditorStaffController,
    ProgrammeEditorApiController,
    VenuesStaffController,
    VenuesApiController,
    ClosuresStaffController,
    ReadingsStaffController,
    ClosuresApiController,
    LookStaffController,
    PicturesStaffController,
    PlansStaffController,
    PlansApiController,
    AnnualStaffController,
    AnnualPublicController,
    CalendarStaffController,
    ConflictsStaffController,
    ConflictsApiController,
    ProgrammesApiController,
  ],
  providers: [
    ProgrammeEditing,
    QuestionAnswers,
    ProgrammeCreation,
    Venues,
    Closures,
    Looks,
    OrganizationEditing,
    HungPictures,
    EditingTowns,
    Programmes,
    ProgrammeAccess,
    PlanTables,
    YearPlanning,
    AnnualTables,
    AnnualQueries,
    Conflicts,
    YearCalendars,
    TownWords,
    Readings,
    Search,
    SearchIndex,
    SearchSweep,
  ],
  exports: [
    Search,
    SearchIndex,
    SearchSweep,
    Programmes,
    ProgrammeAccess,
    Conflicts,
    QuestionAnswers,
    EditingTowns,
    OrganizationEditing,
  ],
})
export class ProgrammesModule {}
