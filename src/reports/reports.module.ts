import { Module } from '@nestjs/common';
import { ProgrammesModule } from '../programmes/programmes.module.js';
import { ProgrammeListQueries } from './programme-list.queries.js';
import { ProgrammeListStaffController } from './programme-list.staff.controller.js';
import { ReportQueries } from './report.queries.js';
import { ReportsApiController } from './reports.api.controller.js';
import { Reports } from './reports.service.js';
import { ReportsStaffController } from './reports.staff.controller.js';

/** 計画と実績: what was planned, what was held and who came, by fiscal year. */
@Module({
  imports: [ProgrammesModule],
  controllers: [ProgrammeListStaffController, ReportsStaffController, ReportsApiController],
  providers: [Reports, ReportQueries, ProgrammeListQueries],
})
export class ReportsModule {}
