import { Controller, Get, Header, Query, type StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Page } from '../../platform/http/page-context.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { ReportFilter } from './report.dto.js';
import { ReportFiles } from './report-files.service.js';
import { ReportQuery } from './report-query.dto.js';

/** The files that the pages of reports link to. */
@ApiExcludeController()
@Requires('viewer')
@Controller('staff/reports')
export class ReportFilesStaffController {
  constructor(
    private readonly files: ReportFiles,
    private readonly views: Views,
  ) {}

  @Get('figures.csv')
  @Header('cache-control', 'private, no-store')
  figuresCsv(
    @CurrentStaff() principal: Principal,
    @Query() query: ReportQuery,
    @Page() page: PageContext,
  ): Promise<StreamableFile> {
    return this.files.figures(principal, query, 'csv', this.wording(page));
  }

  @Get('figures.xlsx')
  @Header('cache-control', 'private, no-store')
  figuresXlsx(
    @CurrentStaff() principal: Principal,
    @Query() query: ReportQuery,
    @Page() page: PageContext,
  ): Promise<StreamableFile> {
    return this.files.figures(principal, query, 'xlsx', this.wording(page));
  }

  @Get('attendance.csv')
  @Header('cache-control', 'private, no-store')
  attendanceCsv(
    @CurrentStaff() principal: Principal,
    @Query() query: ReportFilter,
    @Page() page: PageContext,
  ): Promise<StreamableFile> {
    return this.files.attendance(principal, query, 'csv', this.wording(page));
  }

  @Get('attendance.xlsx')
  @Header('cache-control', 'private, no-store')
  attendanceXlsx(
    @CurrentStaff() principal: Principal,
    @Query() query: ReportFilter,
    @Page() page: PageContext,
  ): Promise<StreamableFile> {
    return this.files.attendance(principal, query, 'xlsx', this.wording(page));
  }

  @Get('sessions.csv')
  @Header('cache-control', 'private, no-store')
  sessionsCsv(
    @CurrentStaff() principal: Principal,
    @Query() query: ReportQuery,
    @Page() page: PageContext,
  ): Promise<StreamableFile> {
    return this.files.sessions(principal, query, 'csv', this.wording(page));
  }

  @Get('sessions.xlsx')
  @Header('cache-control', 'private, no-store')
  sessionsXlsx(
    @CurrentStaff() principal: Principal,
    @Query() query: ReportQuery,
    @Page() page: PageContext,
  ): Promise<StreamableFile> {
    return this.files.sessions(principal, query, 'xlsx', this.wording(page));
  }

  private wording({ language }: PageContext) {
    return { t: this.views.translator(language), language };
  }
}
