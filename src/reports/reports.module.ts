import { Module } from '@nestjs/common';
import { ProgrammesModule } from '../programmes/programmes.module.js';
import { Breakdowns } from './breakdowns/breakdowns.service.js';
import { CostTables } from './breakdowns/cost-tables.service.js';
import { Retention } from './breakdowns/retention.service.js';
import { RetentionStaffController } from './breakdowns/retention.staff.controller.js';
import { Trends } from './breakdowns/trends.service.js';
import { FigureReports } from './figures/figure-reports.service.js';
import { Reports } from './figures/reports.service.js';
import { ReportFiles } from './output/report-files.service.js';
import { ReportFilesStaffController } from './output/report-files.staff.controller.js';
import { ReportPages } from './output/report-pages.service.js';
import { ReportsApiController } from './output/reports.api.controller.js';
import { ReportsStaffController } from './output/reports.staff.controller.js';
import { SessionListQueries } from './output/sessions/session-list.queries.js';
import { ReportTablesApiController } from './output/tables/report-tables.api.controller.js';
import { ReportTables } from './output/tables/report-tables.service.js';
import { ReportTablesStaffController } from './output/tables/report-tables.staff.controller.js';
import { ProgrammeListQueries } from './programme-list/programme-list.queries.js';
import { ProgrammeListStaffController } from './programme-list/programme-list.staff.controller.js';
import { TalliesModule } from './tallies/tallies.module.js';

/** 計画と実績: what was planned, what was held and who came, by fiscal year. */
@Module({
  imports: [ProgrammesModule, TalliesModule],
  controllers: [
    ProgrammeListStaffController,
    ReportsStaffController,
    ReportFilesStaffController,
    ReportTablesStaffController,
    ReportTablesApiController,
    ReportsApiController,
    RetentionStaffController,
  ],
  providers: [
    Reports,
    FigureReports,
    ReportFiles,
    ReportPages,
    ReportTables,
    SessionListQueries,
    ProgrammeListQueries,
    Breakdowns,
    Trends,
    Retention,
    CostTables,
  ],
})
export class ReportsModule {}
