import { Injectable } from '@nestjs/common';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { civilDateOf } from '../../shared/civil-time.js';
import { type FiscalYear, fiscalYearOf } from '../../shared/fiscal-year.js';
import { fiscalPeriod } from '../domain/period.js';
import type { Figure, YearRow } from '../domain/plan-and-actual.js';
import { FigureReports, REPORT_ZONE } from './figure-reports.service.js';
import type {
  NamedOrganization,
  NamedProgramme,
  PeriodFigures,
  PeriodReport,
  ReportedSum,
  ReportGroup,
} from './report.js';

export { REPORT_ZONE } from './figure-reports.service.js';

/** One programme's line of a report. */
export interface ReportRow {
  readonly organization: Pick<NamedOrganization, 'slug' | 'name' | 'nameEn'>;
  readonly programme: Pick<NamedProgramme, 'slug' | 'title' | 'titleEn' | 'kind'>;
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
  readonly reported: {
    readonly programmes: number;
    readonly held: number | null;
    readonly attendances: number | null;
  } | null;
}

export interface Report {
  readonly fiscalYear: FiscalYear;
  readonly asOf: Date;
  readonly rows: readonly ReportRow[];
  /** Of each organization shown, its own programmes only. */
  readonly totals: readonly { readonly organization: NamedOrganization; readonly sum: Sum }[];
  /** Every organization that the reader may choose. */
  readonly organizations: readonly NamedOrganization[];
  /** The one that was chosen. */
  readonly organization: NamedOrganization | null;
}

/** The report of a fiscal year with the two before it: one row for every programme. */
@Injectable()
export class Reports {
  constructor(
    private readonly figures: FigureReports,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `unknown` where the organization is not one of the principal's. */
  async attendance(
    principal: Principal,
    filter: { readonly fiscalYear?: FiscalYear; readonly organization?: string },
  ): Promise<Report> {
    const fiscalYear = filter.fiscalYear ?? fiscalYearOf(civilDateOf(this.clock.now(), REPORT_ZONE));
    const report = await this.figures.report(principal, {
      period: fiscalPeriod(fiscalYear),
      asOf: null,
      by: 'programme',
      before: 2,
      organization: filter.organization ?? null,
      programme: null,
      kind: null,
      venue: null,
      municipality: null,
    });
    return yearReport(report, fiscalYear);
  }
}

function yearReport(report: PeriodReport, fiscalYear: FiscalYear): Report {
  const { asOf, rows, totals, organizations, organization } = report;
  return {
    fiscalYear,
    asOf,
    rows: rows.flatMap(rowOf),
    totals: totals.flatMap(({ organization: one, periods: [latest] }) =>
      latest ? [{ organization: one, sum: sumOf(latest, fiscalYear) }] : [],
    ),
    organizations,
    organization,
  };
}

function rowOf(row: ReportGroup): ReportRow[] {
  const { organization, programme, partOf, hosted } = row;
  const [year, ...before] = row.periods.map((one) => yearRow(one, one.period.fiscalYear ?? 0));
  const [whole] = row.rolledUp ?? [];
  if (!year || !organization || !programme) return [];
  const rolledUp = whole ? sumOf(whole, year.fiscalYear) : null;
  return [{ organization, programme, partOf, hosted, rolledUp, year, before }];
}

/** One period of a row as a year's. */
export function yearRow(figures: PeriodFigures, fiscalYear: FiscalYear): YearRow {
  const { measures, planned, status, reason, note, records, unit } = figures;
  return {
    fiscalYear,
    ...planned,
    held: { ...plain(measures.held), approximate: measures.held.approximate ?? false, unit },
    cancelledSessions: measures.cancelled.value,
    attendances: measures.attendances,
    uniquePeople: measures.uniquePeople,
    records,
    status,
    reason,
    note,
  };
}

function plain({ value, state }: Figure): Figure {
  return { value, state };
}

function sumOf(figures: PeriodFigures, fiscalYear: FiscalYear): Sum {
  return { counted: yearRow(figures, fiscalYear), reported: toldOf(figures.reported) };
}

function toldOf(reported: ReportedSum | null): Sum['reported'] {
  if (!reported) return null;
  const { results: programmes, held, attendances } = reported;
  return { programmes, held, attendances };
}
