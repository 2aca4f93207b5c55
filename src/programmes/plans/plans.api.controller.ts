import { Body, Controller, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { DEFAULT_TIME_ZONE, isoWithOffset } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import { eraFiscalYear } from '../../shared/fiscal-year.js';
import { FiscalYearFilter } from './fiscal-year-filter.js';
import { type PlanRow, type PlanTable, PlanTables } from './plan-tables.js';
import { ApprovalDto, PlanTableDto } from './plans.dto.js';
import { type PlanRowJson, PlanTableJson } from './plans.json.js';
import { YearPlanning } from './year-planning.js';

/** The plans of a fiscal year for other systems. */
@ApiTags('staff')
@ApiBearerAuth()
@Controller('api/v1/staff/plans')
export class PlansApiController {
  constructor(
    private readonly tables: PlanTables,
    private readonly planning: YearPlanning,
  ) {}

  @Get()
  @Requires('viewer')
  @ApiOperation({ summary: 'Plans of a fiscal year, beside what is scheduled; one row per programme' })
  @ApiOkResponse({ type: PlanTableJson })
  @ApiResponse({ status: 404, description: 'Not one of your organizations.' })
  async list(
    @CurrentStaff() principal: Principal,
    @Query() filter: FiscalYearFilter,
  ): Promise<PlanTableJson> {
    return tableJson(await this.tables.table(principal, filter));
  }

  @Put()
  @Requires('organizer')
  @ApiOperation({ summary: 'Save plans of a fiscal year, all or none; programmes not named keep theirs' })
  @ApiOkResponse({ type: PlanTableJson })
  @ApiResponse({ status: 409, description: '`conflict`: the plans have changed since `version`.' })
  @ApiResponse({ status: 422, description: '`invalid`, with the faults.' })
  async save(@CurrentStaff() principal: Principal, @Body() request: PlanTableDto): Promise<PlanTableJson> {
    await this.planning.save(principal, request, ({ version }) => {
      if (request.version && request.version !== version) throw new DomainError('conflict');
      return request.items;
    });
    return tableJson(await this.tables.table(principal, request));
  }

  @Post('approve')
  @HttpCode(200)
  @Requires('owner')
  @ApiOperation({ summary: 'Freeze the plans of a fiscal year as the baseline that reports compare with' })
  @ApiOkResponse({ type: PlanTableJson })
  @ApiResponse({ status: 409, description: '`conflict`: the plans have changed since `version`.' })
  @ApiResponse({ status: 422, description: '`invalid`: nothing to approve, or `confirm` is needed.' })
  async approve(@CurrentStaff() principal: Principal, @Body() request: ApprovalDto): Promise<PlanTableJson> {
    await this.planning.approve(principal, request, request);
    return tableJson(await this.tables.table(principal, request));
  }
}

function tableJson(table: PlanTable): PlanTableJson {
  const { organization, fiscalYear, approval, version, totals } = table;
  return {
    organization: { slug: organization.slug, name: organization.name },
    fiscalYear,
    eraYear: eraFiscalYear(fiscalYear),
    approvedAt: approval && isoWithOffset(approval.at, DEFAULT_TIME_ZONE),
    approvedBy: approval?.by ?? null,
    version,
    items: table.rows.map((row) => rowJson(row, table)),
    totals: {
      scheduled: scheduledJson(totals.scheduled),
      planned: totals.planned.map(({ unit, from, to, isHedged }) => ({ unit, from, to, hedged: isHedged })),
    },
    next: null,
  };
}

function rowJson(row: PlanRow, { approval, rows }: PlanTable): PlanRowJson {
  const { slug, title, kind, status } = row;
  return {
    programme: {
      slug,
      title,
      kind,
      status,
      partOf: rows.find(({ id }) => id === row.partOfId)?.slug ?? null,
    },
    plan: row.plan,
    baseline: row.baseline,
    addedAfterApproval: approval !== null && row.plan !== null && row.baseline === null,
    scheduled: scheduledJson(row.scheduled),
    scheduledWithParts: row.scheduledWithParts && scheduledJson(row.scheduledWithParts),
    lastYear: { plan: row.lastPlan, reported: row.reported, counted: countedJson(row.lastYear) },
  };
}

function scheduledJson({ dated, undated, cancelled }: PlanRow['scheduled']) {
  return { dated, undated, cancelled };
}

/** Null where none of last year's sessions is known, which is not 0. */
function countedJson({ dated, undated, cancelled, held }: PlanRow['lastYear']) {
  return dated + undated + cancelled === 0 ? null : { held, cancelled };
}
