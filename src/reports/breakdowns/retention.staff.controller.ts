import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Page } from '../../platform/http/page-context.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { chartSvg } from '../output/charts/chart-svg.js';
import { lineChart } from '../output/charts/table-charts.js';
import { tableWords } from './label-words.js';
import { Retention } from './retention.service.js';

/** 続いて来た人: who stays through the sessions of one course. */
@ApiExcludeController()
@Requires('viewer')
@Controller('staff/courses')
export class RetentionStaffController {
  constructor(
    private readonly retention: Retention,
    private readonly views: Views,
  ) {}

  @Get(':id/retention')
  @Header('content-type', 'text/html; charset=utf-8')
  async show(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Page() page: PageContext,
  ): Promise<string> {
    const wording = { t: this.views.translator(page.language), language: page.language };
    const { chart: data, ...tables } = await this.retention.of(principal, id);
    const chart = lineChart(data, 'chart-retention', 'columns', wording);
    return this.views.page('staff/retention', page, {
      ...tables,
      chart: chart && { ...chart, svg: chartSvg(chart) },
      wordsOf: tableWords(wording),
    });
  }
}
