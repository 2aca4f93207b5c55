import { Controller, Get, Header, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../organizations/access.js';
import { Principal } from '../organizations/principal.js';
import { Page } from '../platform/http/page-context.js';
import { type PageContext, Views } from '../platform/views/views.js';
import { fiscalYearWords, planWords, type Wording } from '../programmes/plans/plan-words.js';
import { type Figure, isEmptyYear, type YearRow } from './domain/plan-and-actual.js';
import { ReportFilter, ReportScreenFilter } from './report.dto.js';
import { reportCharts } from './report-charts.js';
import { csvDisposition, reportCsv } from './report-csv.js';
import { baselineWords, councilLine, figureWords, sumWords } from './report-words.js';
import { REPORT_ZONE, type ReportRow, Reports, type Sum } from './reports.service.js';

/** The fiscal-year report on screen. */
@ApiExcludeController()
@Requires('viewer')
@Controller('staff/reports')
export class ReportsStaffController {
  constructor(
    private readonly reports: Reports,
    private readonly views: Views,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  async show(
    @CurrentStaff() principal: Principal,
    @Query() filter: ReportScreenFilter,
    @Page() page: PageContext,
  ): Promise<string> {
    const report = await this.reports.attendance(principal, filter);
    const wording: Wording = { t: this.views.translator(page.language), language: page.language };
    return this.views.page('staff/report', page, {
      ...report,
      rows: report.rows.filter((row) => !isSilent(row)),
      silent: report.rows.filter(isSilent),
      hasBaseline: report.rows.some(({ year, before }) => [year, ...before].some((one) => one.isBaseline)),
      withBefore: filter.before !== undefined,
      zone: REPORT_ZONE,
      charts: reportCharts(report, wording),
      severalOrganizations: report.organizations.length > 1,
      wordsOf: {
        year: (year: number) => fiscalYearWords(year, wording),
        plan: (row: YearRow) => planWords(row.plan, wording) ?? wording.t('reports.line.noPlan'),
        baseline: (row: YearRow) => baselineWords(row, wording),
        figure: (figure: Figure) => figureWords(figure, wording),
        sum: (sum: Sum) => sumWords(sum, wording),
        line: (year: YearRow, before: readonly YearRow[]) => councilLine(year, before, wording),
      },
    });
  }

  /** The same report as the page, for a spreadsheet. */
  @Get('attendance.csv')
  @Header('content-type', 'text/csv; charset=utf-8')
  async csv(
    @CurrentStaff() principal: Principal,
    @Query() filter: ReportFilter,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const report = await this.reports.attendance(principal, filter);
    const wording: Wording = { t: this.views.translator(page.language), language: page.language };
    reply.header('content-disposition', csvDisposition(report, wording));
    return reportCsv(report, wording);
  }
}

/** Nothing is known of the programme in any of the years: a row of dashes that the screen folds away. */
function isSilent({ year, before }: ReportRow): boolean {
  return [year, ...before].every(isEmptyYear);
}
