import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { Page } from '../../platform/http/page-context.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import type { Plan } from '../../programmes/domain/plan.js';
import { fiscalYearWords, planWords, type Wording } from '../../programmes/plans/plan-words.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { ALL_ORGANIZATIONS, chosenOf } from '../../programmes/year/chosen-organizations.js';
import { organizationsOf } from '../../programmes/year/plan-rows.queries.js';
import { civilDateOf } from '../../shared/civil-time.js';
import { fiscalYearOf } from '../../shared/fiscal-year.js';
import { REPORT_ZONE } from '../figures/reports.service.js';
import { ReportFilter } from '../output/report.dto.js';
import { type ListedProgramme, ProgrammeListQueries } from './programme-list.queries.js';

/** More organizations than these are shown one at a time. */
const MOST_TOGETHER = 3;

/** 事業の一覧: what each organization runs in a fiscal year, with the way to every session. */
@ApiExcludeController()
@Requires('viewer')
@Controller('staff/programmes')
export class ProgrammeListStaffController {
  constructor(
    private readonly queries: ProgrammeListQueries,
    private readonly views: Views,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
    private readonly db: DataSource,
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
    const scope = await this.access.scope(principal, 'viewer');
    const organizations = await organizationsOf(this.db.manager, scope.organizations);
    const usual = organizations.length > MOST_TOGETHER ? 1 : organizations.length;
    const chosen = chosenOf(organizations, filter.organization, usual);
    const programmes = await this.queries.programmes(
      { ...scope, organizations: chosen.map(({ id }) => id) },
      fiscalYear,
    );
    return this.views.page('staff/programmes', page, {
      fiscalYear,
      organizations,
      chosen,
      all: ALL_ORGANIZATIONS,
      groups: byOrganization(programmes.filter(({ hosted }) => !hosted)),
      hosted: programmes.filter(({ hosted }) => hosted),
      editable: principal.organizationsWith('organizer'),
      editableHosted: await this.access.hosted(principal, 'organizer'),
      wordsOf: {
        year: (year: number) => fiscalYearWords(year, wording),
        plan: (plan: Plan | null) => planWords(plan, wording) ?? wording.t('reports.programmes.noPlan'),
      },
    });
  }
}

function byOrganization(programmes: readonly ListedProgramme[]) {
  const groups = new Map<string, { id: string; name: string; programmes: ListedProgramme[] }>();
  for (const programme of programmes) {
    const group = groups.get(programme.organization.id) ?? {
      ...programme.organization,
      programmes: [],
    };
    group.programmes.push(programme);
    groups.set(programme.organization.id, group);
  }
  return [...groups.values()];
}
