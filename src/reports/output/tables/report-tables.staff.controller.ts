import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../../organizations/access.js';
import { Principal } from '../../../organizations/principal.js';
import { earlyPage } from '../../../platform/http/early-page.js';
import { HtmlPage } from '../../../platform/http/html-page.js';
import { Page } from '../../../platform/http/page-context.js';
import type { PageContext } from '../../../platform/views/views.js';
import { ReportPages } from '../report-pages.service.js';
import { ReportQuery } from '../report-query.dto.js';

/** 内訳 and 推移 of a report on screen. */
@ApiExcludeController()
@Requires('viewer')
@Controller('staff/reports')
export class ReportTablesStaffController {
  constructor(private readonly pages: ReportPages) {}

  @Get('breakdowns')
  @HtmlPage('private, no-store')
  async breakdowns(
    @CurrentStaff() principal: Principal,
    @Query() query: ReportQuery,
    @Page() page: PageContext,
  ): Promise<StreamableFile> {
    return earlyPage(await this.pages.tables('breakdowns', principal, query, page));
  }

  @Get('trends')
  @HtmlPage('private, no-store')
  async trends(
    @CurrentStaff() principal: Principal,
    @Query() query: ReportQuery,
    @Page() page: PageContext,
  ): Promise<StreamableFile> {
    return earlyPage(await this.pages.tables('trends', principal, query, page));
  }
}
