import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../organizations/access.js';
import { Principal } from '../organizations/principal.js';
import { Clock } from '../platform/clock.js';
import { Page } from '../platform/http/page-context.js';
import { type PageContext, Views } from '../platform/views/views.js';
import { civilDateOf } from '../shared/civil-time.js';
import { fiscalYearOf } from '../shared/fiscal-year.js';
import type { Plan } from './domain/plan-and-actual.js';
import { type ListedProgramme, ProgrammeListQueries } from './programme-list.queries.js';
import { ReportFilter } from './report.dto.js';
import { fiscalYearWords, planWords, type Wording } from './report-words.js';
import { REPORT_ZONE } from './reports.service.js';

/** 事業の一覧: what each organization runs in a fiscal year, with the way to every session. */
@ApiExcludeController()
@Requires('viewer')
@Controller('staff/programmes')
export class ProgrammeListStaffController {
  constructor(
    private readonly queries: ProgrammeListQueries,
    private readonly views: Views,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  async list(
    @CurrentStaff() principal: Principal,
    @Query() filter: ReportFilter,
    @Page() page: PageContext,
  ): Promise<string> {
    const fiscalYear = filter.fiscalYear ?? fiscalYearOf(civilDateOf(this.clock.now(), REPORT_ZONE));
    const wording: Wording = { t: this.views.translator(page.language), language: page.language };
    const programmes = await this.queries.programmes(principal.organizationsWith('viewer'), fiscalYear);
    return this.views.page('staff/programmes', page, {
      fiscalYear,
      groups: byOrganization(programmes),
      wordsOf: {
        year: (year: number) => fiscalYearWords(year, wording),
        plan: (plan: Plan | null) => planWords(plan, wording) ?? wording.t('reports.programmes.noPlan'),
      },
    });
  }
}

function byOrganization(programmes: readonly ListedProgramme[]) {
  const groups = new Map<string, { name: string; programmes: ListedProgramme[] }>();
  for (const programme of programmes) {
    const group = groups.get(programme.organization.id) ?? {
      name: programme.organization.name,
      programmes: [],
    };
    group.programmes.push(programme);
    groups.set(programme.organization.id, group);
  }
  return [...groups.values()];
}
