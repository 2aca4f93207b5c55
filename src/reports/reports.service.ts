import { Injectable } from '@nestjs/common';
import type { Principal } from '../organizations/principal.js';
import { Clock } from '../platform/clock.js';
import { civilDateOf } from '../shared/civil-time.js';
import { DomainError } from '../shared/domain-error.js';
import { type FiscalYear, fiscalYearOf } from '../shared/fiscal-year.js';
import { planAndActual, type YearRow } from './domain/plan-and-actual.js';
import type { ReportFilter } from './report.dto.js';
import { type OrganizationName, type ProgrammeYear, ReportQueries } from './report.queries.js';

/** The year asked for and the two before it, as towns print them. */
const YEARS = 3;
/** Fiscal years are a Japanese calendar: which one is running is asked there. */
export const REPORT_ZONE = 'Asia/Tokyo';

/** One programme's line of a report. */
export interface ReportRow {
  readonly organization: ProgrammeYear['organization'];
  readonly programme: Pick<ProgrammeYear, 'slug' | 'title' | 'titleEn' | 'kind'>;
  readonly year: YearRow;
  /** The years before, the latest first. */
  readonly before: readonly YearRow[];
}

export interface Report {
  readonly fiscalYear: FiscalYear;
  readonly asOf: Date;
  readonly rows: readonly ReportRow[];
  /** Every organization that the reader may choose. */
  readonly organizations: readonly OrganizationName[];
  /** The one that was chosen. */
  readonly organization: OrganizationName | null;
}

/** The report of a fiscal year: one row for every programme. */
@Injectable()
export class Reports {
  constructor(
    private readonly queries: ReportQueries,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `unknown` where the organization is not one of the principal's. */
  async attendance(principal: Principal, filter: ReportFilter): Promise<Report> {
    const asOf = this.clock.now();
    const fiscalYear = filter.fiscalYear ?? fiscalYearOf(civilDateOf(asOf, REPORT_ZONE));
    const organizations = await this.queries.organizations(principal.organizationsWith('viewer'));
    const organization = organizations.find(({ slug }) => slug === filter.organization) ?? null;
    if (filter.organization && !organization) throw new DomainError('unknown');
    const chosen = organization ? [organization] : organizations;
    const figures = await this.queries.figures(
      chosen.map(({ id }) => id),
      fiscalYear,
      YEARS,
      asOf,
    );
    return { fiscalYear, asOf, rows: rowsOf(figures, fiscalYear), organizations, organization };
  }
}

/** A programme that has ended is left out once it has nothing to show in any of the years. */
function rowsOf(figures: readonly ProgrammeYear[], fiscalYear: FiscalYear): ReportRow[] {
  const byProgramme = new Map<string, ProgrammeYear[]>();
  for (const row of figures)
    byProgramme.set(row.programmeId, [...(byProgramme.get(row.programmeId) ?? []), row]);
  return [...byProgramme.values()]
    .filter((years) => years[0]?.programmeStatus !== 'ended' || years.some(hasContent))
    .flatMap((years) => {
      const [latest] = years;
      if (!latest) return [];
      const { organization, slug, title, titleEn, kind } = latest;
      const rows = years.map((facts) =>
        planAndActual(facts, facts.fiscalYear === fiscalYear ? facts.programmeStatus : null),
      );
      const [year, ...before] = rows;
      return year ? [{ organization, programme: { slug, title, titleEn, kind }, year, before }] : [];
    });
}

function hasContent({ plan, reported, counted }: ProgrammeYear): boolean {
  return plan !== null || reported !== null || counted.sessions > 0;
}
