import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentStaff, Requires } from '../../../organizations/access.js';
import { Principal } from '../../../organizations/principal.js';
import { Clock } from '../../../platform/clock.js';
import { languageOf } from '../../../platform/http/page-context.js';
import { Views } from '../../../platform/views/views.js';
import type { Wording } from '../../../programmes/plans/plan-words.js';
import { ReportQuery, TrendQuery } from '../report-query.dto.js';
import { questionOf } from '../report-question.js';
import { FigureTablesDto } from './figure-table.dto.js';
import { figureTablesJson } from './figure-table-json.js';
import { ReportTables } from './report-tables.service.js';

/** 内訳 and 推移 for other systems. */
@ApiTags('staff')
@ApiBearerAuth()
@Requires('viewer')
@Controller('api/v1/staff/reports')
export class ReportTablesApiController {
  constructor(
    private readonly tables: ReportTables,
    private readonly clock: Clock,
    private readonly views: Views,
  ) {}

  @Get('breakdowns')
  @ApiOperation({
    summary: 'What the figures of a period are made of: by relation, age, municipality, channel, …',
  })
  @ApiOkResponse({ type: FigureTablesDto })
  @ApiResponse({ status: 400, description: '`invalid_query`, with the faults and the values allowed.' })
  @ApiResponse({ status: 404, description: 'Not one of your organizations or programmes.' })
  async breakdowns(
    @CurrentStaff() principal: Principal,
    @Query() query: ReportQuery,
    @Req() http: FastifyRequest,
  ): Promise<FigureTablesDto> {
    const wording = this.wording(http);
    const found = await this.tables.told(principal, questionOf(query, this.clock.now()), wording);
    return figureTablesJson(
      found.map(({ table }) => table),
      wording,
    );
  }

  @Get('trends')
  @ApiOperation({ summary: 'Fiscal years side by side, up to that in which the period ends' })
  @ApiOkResponse({ type: FigureTablesDto })
  @ApiResponse({ status: 400, description: '`invalid_query`, with the faults and the values allowed.' })
  @ApiResponse({ status: 404, description: 'Not one of your organizations or programmes.' })
  async trends(
    @CurrentStaff() principal: Principal,
    @Query() query: TrendQuery,
    @Req() http: FastifyRequest,
  ): Promise<FigureTablesDto> {
    const wording = this.wording(http);
    const question = questionOf(query, this.clock.now());
    const found = await this.tables.through(principal, question, wording, query.years);
    return figureTablesJson(
      found.map(({ table }) => table),
      wording,
    );
  }

  private wording(http: FastifyRequest): Wording {
    const language = languageOf(http);
    return { t: this.views.translator(language), language };
  }
}
