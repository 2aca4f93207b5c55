import { Injectable } from '@nestjs/common';
import type { Principal } from '../organizations/principal.js';
import { Clock } from '../platform/clock.js';
import { ProgrammeAccess } from '../programmes/programme-access.js';
import { civilDateOf } from '../shared/civil-time.js';
import { DomainError } from '../shared/domain-error.js';
import { type FiscalYear, fiscalYearOf } from '../shared/fiscal-year.js';
import { planAndActual, type YearRow } from './domain/plan-and-actual.js';
import type { ReportFilter } from './report.dto.js';
import { type OrganizationName, type ProgrammeYear, ReportQueries, type SumRow } from './report.queries.js';

/** The year asked for and the two before it, as towns print them. */
const YEARS = 3;
/** Fiscal years are a Japanese calendar: which one is running is asked there. */
export const REPORT_ZONE = 'Asia/Tokyo';

/** One programme's line of a report. */
export interface ReportRow {
  readonly organization: ProgrammeYear['organization'];
  readonly programme: Pick<ProgrammeYear, 'slug' | 'title' | 'titleEn' | 'kind'>;
  /** Slug of the programme of which it is a part. */
  readonly partOf: string | null;
  /** Another organization's, hosted together with one of the reader's: in no total. */
  readonly hosted: boolean;
  /** The programme with all its parts; null where it has none. */
  readonly rolledUp: Sum | null;
  readonly year: YearRow;
  /** The years before, the latest first. */
  readonly before: readonly YearRow[];
}

/** Several programmes together; a session that serves several of them counts once. */
export interface Sum {
  /** What the records say of the programmes whose figures the town did not report itself. */
  readonly counted: Pick<YearRow, 'held' | 'cancelledSessions' | 'attendances' | 'uniquePeople'>;
  readonly reported: SumRow['reported'];
}

export interface Report {
  readonly fiscalYear: FiscalYear;
  readonly asOf: Date;
  readonly rows: readonly ReportRow[];
  /** Of each organization shown, its own programmes only. */
  readonly totals: readonly { readonly organization: OrganizationName; readonly sum: Sum }[];
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
    private readonly access: ProgrammeAccess,
  ) {}

  /** @throws DomainError `unknown` where the organization is not one of the principal's. */
  async attendance(principal: Principal, filter: ReportFilter): Promise<Report> {
    const asOf = this.clock.now();
    const fiscalYear = filter.fiscalYear ?? fiscalYearOf(civilDateOf(asOf, REPORT_ZONE));
    const organizations = await this.queries.organizations(principal.organizationsWith('viewer'));
    const organization = organizations.find(({ slug }) => slug === filter.organization) ?? null;
    if (filter.organization && !organization) throw new DomainError('unknown');
    const chosen = organization ? [organization] : organizations;
    const ids = chosen.map(({ id }) => id);
    const programmes = await this.access.hosted(principal, 'viewer', ids);
    const figures = await this.queries.figures({ organizations: ids, programmes }, fiscalYear, YEARS, asOf);
    const sums = new Map(
      (await this.queries.sums(ids, fiscalYear, asOf)).map((row) => [row.scopeId, sumOf(row, fiscalYear)]),
    );
    const totals = chosen.flatMap((one) => {
      const sum = sums.get(one.id);
      return sum ? [{ organization: one, sum }] : [];
    });
    return { fiscalYear, asOf, rows: rowsOf(figures, fiscalYear, sums), totals, organizations, organization };
  }
}

/** A programme that has ended is left out once it has nothing to show in any of the years. */
function rowsOf(
  figures: readonly ProgrammeYear[],
  fiscalYear: FiscalYear,
  sums: ReadonlyMap<string, Sum>,
): ReportRow[] {
  const byProgramme = new Map<string, ProgrammeYear[]>();
  for (const row of figures)
    byProgramme.set(row.programmeId, [...(byProgramme.get(row.programmeId) ?? []), row]);
  return [...byProgramme.values()]
    .filter((years) => years[0]?.programmeStatus !== 'ended' || years.some(hasContent))
    .flatMap((years) => {
      const [latest] = years;
      if (!latest) return [];
      const { organization, slug, title, titleEn, kind, partOf, hosted } = latest;
      const rolledUp = sums.get(latest.programmeId) ?? null;
      const rows = years.map((facts) =>
        planAndActual(facts, facts.fiscalYear === fiscalYear ? facts.programmeStatus : null),
      );
      const [year, ...before] = rows;
      return year
        ? [
            {
              organization,
              programme: { slug, title, titleEn, kind },
              partOf,
              hosted,
              rolledUp,
              year,
              before,
            },
          ]
        : [];
    });
}

function sumOf({ counted, reported }: SumRow, fiscalYear: FiscalYear): Sum {
  return {
    counted: planAndActual({ fiscalYear, plan: null, baseline: null, counted, reported: null }),
    reported,
  };
}

function hasContent({ plan, reported, counted }: ProgrammeYear): boolean {
  return plan !== null || reported !== null || counted.sessions > 0;
}
