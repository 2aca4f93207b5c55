import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HtmlPage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { annualPage } from './annual-page.js';
import { AnnualTables } from './annual-tables.js';
import { YearFilter } from './fiscal-year-filter.js';

/** 年間予定表 of a programme for everyone, to be put on a refrigerator. */
@Public()
@ApiExcludeController()
@Controller('programmes')
export class AnnualPublicController {
  constructor(
    private readonly annual: AnnualTables,
    private readonly views: Views,
  ) {}

  @Get(':slug/annual')
  @HtmlPage('no-cache')
  async programme(
    @Param('slug') slug: string,
    @Query() { fiscalYear }: YearFilter,
    @Page() page: PageContext,
  ): Promise<string> {
    const { id, organizationId } = await this.annual.placeOf(slug);
    return annualPage(
      this.views,
      'public/annual',
      page,
      await this.annual.table(organizationId, id, fiscalYear),
    );
  }
}
