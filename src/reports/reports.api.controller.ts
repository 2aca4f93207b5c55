import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentStaff, Requires } from '../organizations/access.js';
import { Principal } from '../organizations/principal.js';
import { languageOf } from '../platform/http/page-context.js';
import { Views } from '../platform/views/views.js';
import type { Plan } from '../programmes/domain/plan.js';
import type { Wording } from '../programmes/plans/plan-words.js';
import { isoWithOffset } from '../shared/civil-time.js';
import { eraFiscalYear } from '../shared/fiscal-year.js';
import type { YearRow } from './domain/plan-and-actual.js';
import {
  type PlanDto,
  ReportDto,
  ReportRequest,
  type ReportRowDto,
  type SumDto,
  type YearDto,
} from './report.dto.js';
import { csvDisposition, reportCsv } from './report-csv.js';
import { councilLine } from './report-words.js';
import { REPORT_ZONE, type Report, type ReportRow, Reports, type Sum } from './reports.service.js';

/** Figures for other systems, and for spreadsheets. */
@ApiTags('staff')
@ApiBearerAuth()
@Requires('viewer')
@Controller('api/v1/staff/reports')
export class ReportsApiController {
  constructor(
    private readonly reports: Reports,
    private readonly views: Views,
  ) {}

  @Get('attendance')
  @ApiOperation({ summary: 'Plan and results of a fiscal year, one row per programme' })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: ReportDto })
  @ApiResponse({ status: 404, description: 'Not one of your organizations.' })
  @ApiResponse({ status: 422, description: '`invalid`, with the faults and the values allowed.' })
  async attendance(
    @CurrentStaff() principal: Principal,
    @Query() request: ReportRequest,
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReportDto | string> {
    const report = await this.reports.attendance(principal, request);
    const language = languageOf(http);
    const wording: Wording = { t: this.views.translator(language), language };
    if (request.format === 'json') return reportDto(report, wording);
    reply.type('text/csv; charset=utf-8').header('content-disposition', csvDisposition(report, wording));
    return reportCsv(report, wording);
  }
}

function reportDto(report: Report, wording: Wording): ReportDto {
  return {
    fiscalYear: report.fiscalYear,
    eraYear: eraFiscalYear(report.fiscalYear),
    asOf: isoWithOffset(report.asOf, REPORT_ZONE),
    items: report.rows.map((row) => rowDto(row, wording)),
    totals: report.totals.map(({ organization: { slug, name }, sum }) => ({
      organization: { slug, name },
      ...sumDto(sum),
    })),
    next: null,
  };
}

function rowDto(row: ReportRow, wording: Wording): ReportRowDto {
  const { organization, programme, year, before } = row;
  return {
    organization: { slug: organization.slug, name: organization.name },
    programme: { slug: programme.slug, title: programme.title, kind: programme.kind },
    partOf: row.partOf,
    hosted: row.hosted,
    rolledUp: row.rolledUp && sumDto(row.rolledUp),
    ...yearDto(year),
    line: councilLine(year, before, wording),
    before: before.map(yearDto),
  };
}

function sumDto({ counted, reported }: Sum): SumDto {
  const { held, cancelledSessions, attendances, uniquePeople } = counted;
  return { held, cancelled: cancelledSessions, attendances, uniquePeople, reported };
}

function yearDto(row: YearRow): YearDto {
  const { plan } = row;
  return {
    fiscalYear: row.fiscalYear,
    eraYear: eraFiscalYear(row.fiscalYear),
    planned: plan && planDto(plan),
    baseline: row.isBaseline,
    plannedCurrent: row.planNow && planDto(row.planNow),
    held: row.held,
    cancelled: row.cancelledSessions,
    attendances: row.attendances,
    uniquePeople: row.uniquePeople,
    recordedSessions: row.records?.recorded ?? null,
    status: row.status,
    reason: row.reason,
    note: row.note,
  };
}

function planDto({ planned, plannedMax, qualifier, unit, text }: Plan): PlanDto {
  return { planned, plannedMax, qualifier, unit, text };
}
