import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { earlyPage } from '../../platform/http/early-page.js';
import { HtmlPage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import type { PageContext } from '../../platform/views/views.js';
import { ReportPages } from './report-pages.service.js';
import { ReportQuery } from './report-query.dto.js';

/** The report of a period on screen and on paper. */
@ApiExcludeController()
@Requires('viewer')
@Controller('staff/reports')
export class ReportsStaffController {
  constructor(private readonly pages: ReportPages) {}

  @Get()
  @HtmlPage('private, no-store')
  async show(
    @CurrentStaff() principal: Principal,
    @Query() query: ReportQuery,
    @Page() page: PageContext,
  ): Promise<StreamableFile> {
    return earlyPage(await this.pages.figures('staff/report', principal, query, page));
  }

  /** For paper: a page for each programme. */
  @Get('print')
  @HtmlPage('private, no-store')
  async print(
    @CurrentStaff() principal: Principal,
    @Query() query: ReportQuery,
    @Page() page: PageContext,
  ): Promise<StreamableFile> {
    return earlyPage(await this.pages.figures('print/report', principal, query, page));
  }

  @Get('programmes/:slug')
  @HtmlPage('private, no-store')
  async programme(
    @CurrentStaff() principal: Principal,
    @Param('slug') slug: string,
    @Query() query: ReportQuery,
    @Page() page: PageContext,
  ): Promise<StreamableFile> {
    return earlyPage(await this.pages.programme(principal, slug, query, page));
  }
}
