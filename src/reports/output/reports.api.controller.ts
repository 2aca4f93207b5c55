import { Controller, Get, Query, Req, type StreamableFile } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { languageOf } from '../../platform/http/page-context.js';
import { Views } from '../../platform/views/views.js';
import { XLSX_TYPE } from '../../platform/xlsx.js';
import type { Wording } from '../../programmes/plans/plan-words.js';
import { FigureReports } from '../figures/figure-reports.service.js';
import { Reports } from '../figures/reports.service.js';
import { attendanceJson } from './attendance-json.js';
import { PeriodReportDto } from './period-report.dto.js';
import { periodReportJson } from './period-report-json.js';
import { ReportDto, ReportRequest } from './report.dto.js';
import { ReportFiles } from './report-files.service.js';
import { ReportApiQuery, SessionFileQuery } from './report-query.dto.js';
import { questionOf } from './report-question.js';

/** Figures for other systems, and for spreadsheets. */
@ApiTags('staff')
@ApiBearerAuth()
@Requires('viewer')
@Controller('api/v1/staff/reports')
export class ReportsApiController {
  constructor(
    private readonly attendances: Reports,
    private readonly reports: FigureReports,
    private readonly files: ReportFiles,
    private readonly clock: Clock,
    private readonly views: Views,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Every figure of a period, by programme, organization, kind, venue, course or month',
    description:
      'With `format=xlsx` a workbook of all that the report says; with `format=csv` its table of figures.',
  })
  @ApiProduces('application/json', 'text/csv', XLSX_TYPE)
  @ApiOkResponse({ type: PeriodReportDto })
  @ApiResponse({ status: 400, description: '`invalid_query`, with the faults and the values allowed.' })
  @ApiResponse({ status: 404, description: 'Not one of your organizations or programmes.' })
  async report(
    @CurrentStaff() principal: Principal,
    @Query() request: ReportApiQuery,
    @Req() http: FastifyRequest,
  ): Promise<PeriodReportDto | StreamableFile> {
    const wording = this.wording(http);
    if (request.format !== 'json') return this.files.figures(principal, request, request.format, wording);
    const report = await this.reports.report(principal, questionOf(request, this.clock.now()));
    return periodReportJson(report, wording);
  }

  @Get('attendance')
  @ApiOperation({ summary: 'Plan and results of a fiscal year, one row per programme' })
  @ApiProduces('application/json', 'text/csv', XLSX_TYPE)
  @ApiOkResponse({ type: ReportDto })
  @ApiResponse({ status: 400, description: '`invalid_query`, with the faults and the values allowed.' })
  @ApiResponse({ status: 404, description: 'Not one of your organizations.' })
  async attendance(
    @CurrentStaff() principal: Principal,
    @Query() request: ReportRequest,
    @Req() http: FastifyRequest,
  ): Promise<ReportDto | StreamableFile> {
    const wording = this.wording(http);
    if (request.format !== 'json') return this.files.attendance(principal, request, request.format, wording);
    return attendanceJson(await this.attendances.attendance(principal, request), wording);
  }

  @Get('sessions')
  @ApiOperation({
    summary: 'Every session of a period with what was counted in it, as a file of any length',
    description: 'No people: numbers only.',
  })
  @ApiProduces('text/csv', XLSX_TYPE)
  @ApiResponse({ status: 200, description: 'The file, written as it is read.' })
  @ApiResponse({ status: 400, description: '`invalid_query`, with the faults and the values allowed.' })
  @ApiResponse({ status: 404, description: 'Not one of your organizations or programmes.' })
  async sessions(
    @CurrentStaff() principal: Principal,
    @Query() request: SessionFileQuery,
    @Req() http: FastifyRequest,
  ): Promise<StreamableFile> {
    return this.files.sessions(principal, request, request.format, this.wording(http));
  }

  private wording(http: FastifyRequest): Wording {
    const language = languageOf(http);
    return { t: this.views.translator(language), language };
  }
}
