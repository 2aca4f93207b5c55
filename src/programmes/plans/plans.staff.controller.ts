import { Body, Controller, Get, Header, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { type FormValues, mergeForms } from '../../platform/http/edited-form.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { DEFAULT_TIME_ZONE } from '../../shared/civil-time.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { isSamePlan, PLAN_QUALIFIERS, PLAN_STATUSES, type Plan } from '../domain/plan.js';
import { FiscalYearFilter } from './fiscal-year-filter.js';
import { faultsByField, formOf, itemsOf, planField, readPlans, withLastYear } from './plan-form.js';
import { type PlanTable, PlanTables } from './plan-tables.js';
import { fiscalYearWords, planWords, type Wording } from './plan-words.js';
import { ApprovalDto, PlanTableDto, YearOfPlansDto } from './plans.dto.js';
import { YearPlanning } from './year-planning.js';

/** What the table shows; without it, the saved plans. */
interface Shown {
  readonly values: FormValues;
  readonly faults?: ReadonlyMap<string, Fault>;
  readonly contested?: FormValues;
  /** Rows filled in from last year, and not saved. */
  readonly copied?: number;
  /** What was done, or could not be: a key of `plans.done`. */
  readonly done?: 'saved' | 'approved' | 'changedMeanwhile';
}

/** 年間計画: the plans of an organization's fiscal year in one table, and their approval. */
@ApiExcludeController()
@Controller('staff/plans')
export class PlansStaffController {
  constructor(
    private readonly tables: PlanTables,
    private readonly planning: YearPlanning,
    private readonly views: Views,
  ) {}

  @Get()
  @Requires('viewer')
  @Header('content-type', 'text/html; charset=utf-8')
  async show(
    @CurrentStaff() principal: Principal,
    @Query() filter: FiscalYearFilter,
    @Query('done') done: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const table = await this.tables.table(principal, filter);
    const known = done === 'saved' || done === 'approved' ? done : undefined;
    return this.page(page, table, { values: formOf(table), done: known });
  }

  /**
   * Saves the whole table, or shows it again: with what is wrong (422), with what somebody else has saved meanwhile in the
   * same fields (409), or with last year's plans filled in (`copy`), which saves nothing.
   */
  @Post()
  @Requires('organizer')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  async save(
    @CurrentStaff() principal: Principal,
    @Body() body: Readonly<Record<string, unknown>> | undefined,
    @Query() query: Readonly<Record<string, unknown>>,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const year = parse(YearOfPlansDto, { ...query, ...body });
    const { values, base } = readPlans(body);
    if (body?.copy) {
      const table = await this.tables.table(principal, year);
      if (!table.mayEdit) throw new DomainError('forbidden');
      reply.status(200);
      const { values: merged, contested } = mergeForms(base, values, formOf(table));
      return this.page(page, table, { ...withLastYear(merged, table), contested });
    }
    let items: ReturnType<typeof itemsOf> = [];
    try {
      await this.planning.save(principal, year, (table) => {
        const merged = mergeForms(base, values, formOf(table));
        if (Object.keys(merged.contested).length > 0) throw new DomainError('conflict');
        items = itemsOf(merged.values, table);
        return parse(PlanTableDto, { ...year, items }).items;
      });
    } catch (error) {
      if (!(error instanceof DomainError) || (error.code !== 'invalid' && error.code !== 'conflict'))
        throw error;
      reply.status(STATUS_OF[error.code]);
      const table = await this.tables.table(principal, year);
      const merged = mergeForms(base, values, formOf(table));
      const faults = faultsByField(error.details.faults ?? [], items);
      return this.page(page, table, { ...merged, faults });
    }
    throw new SeeOther(withLanguage(`/staff/plans?${queryOf(year)}&done=saved`, page.language));
  }

  /** Freezes the saved plans as the baseline; asks again (422) where that was done before. */
  @Post('approve')
  @Requires('owner')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  async approve(
    @CurrentStaff() principal: Principal,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const approval = parse(ApprovalDto, body);
    try {
      await this.planning.approve(principal, approval, approval);
    } catch (error) {
      if (!(error instanceof DomainError) || (error.code !== 'invalid' && error.code !== 'conflict'))
        throw error;
      reply.status(STATUS_OF[error.code]);
      const table = await this.tables.table(principal, approval);
      const faults = new Map((error.details.faults ?? []).map((fault) => [fault.field, fault]));
      const done = error.code === 'conflict' ? ('changedMeanwhile' as const) : undefined;
      return this.page({ ...page, path: `/staff/plans?${queryOf(approval)}` }, table, {
        values: formOf(table),
        faults,
        done,
      });
    }
    throw new SeeOther(withLanguage(`/staff/plans?${queryOf(approval)}&done=approved`, page.language));
  }

  private page(context: PageContext, table: PlanTable, shown: Shown): string {
    const wording: Wording = { t: this.views.translator(context.language), language: context.language };
    const words = (plan: Plan | null) => planWords(plan, wording);
    return this.views.page('staff/plans', context, {
      ...table,
      ...shown,
      contested: shown.contested ?? {},
      base: formOf(table),
      query: queryOf({ organization: table.organization.slug, fiscalYear: table.fiscalYear }),
      zone: DEFAULT_TIME_ZONE,
      field: planField,
      qualifiers: PLAN_QUALIFIERS,
      statuses: PLAN_STATUSES,
      hasChangedSince: (plan: Plan | null, baseline: Plan) => !isSamePlan(plan, baseline),
      wordsOf: { year: (year: number) => fiscalYearWords(year, wording), plan: words },
    });
  }
}

function queryOf({ organization, fiscalYear }: Pick<YearOfPlansDto, 'organization' | 'fiscalYear'>): string {
  return new URLSearchParams({ organization, fiscalYear: String(fiscalYear) }).toString();
}
