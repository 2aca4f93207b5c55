import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../../organizations/organizations.module.js';
import { ProgrammesModule } from '../../programmes/programmes.module.js';
import { SessionCosts } from './costs/session-costs.service.js';
import {
  SessionCostsApiController,
  SessionCostsStaffController,
} from './costs/session-costs.staff.controller.js';
import { TalliesApiController } from './tallies.api.controller.js';
import { Tallies } from './tallies.service.js';
import { TalliesStaffController } from './tallies.staff.controller.js';
import { TallyChoices } from './tally-choices.js';
import { TallyTables } from './tally-report.service.js';

/** 件数の記録: figures that no session gives. */
@Module({
  imports: [OrganizationsModule, ProgrammesModule],
  controllers: [
    TalliesStaffController,
    TalliesApiController,
    SessionCostsStaffController,
    SessionCostsApiController,
  ],
  providers: [Tallies, TallyChoices, TallyTables, SessionCosts],
  exports: [Tallies, TallyTables],
})
export class TalliesModule {}
