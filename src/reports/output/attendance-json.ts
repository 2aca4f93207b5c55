import type { Plan } from '../../programmes/domain/plan.js';
import type { Wording } from '../../programmes/plans/plan-words.js';
import { isoWithOffset } from '../../shared/civil-time.js';
import { eraFiscalYear } from '../../shared/fiscal-year.js';
import type { YearRow } from '../domain/plan-and-actual.js';
import { councilLine } from '../figures/council-words.js';
import { REPORT_ZONE } from '../figures/figure-reports.service.js';
import type { Report, ReportRow, Sum } from '../figures/reports.service.js';
import type { PlanDto, ReportDto, ReportRowDto, SumDto, YearDto } from './report.dto.js';

/** The report of a fiscal year as JSON, one row for each programme. */
export function attendanceJson(report: Report, wording: Wording): ReportDto {
  return {
    fiscalYear: report.fiscalYear,
    eraYear: eraFiscalYear(report.fiscalYear),
    asOf: isoWithOffset(report.asOf, REPORT_ZONE),
    items: report.rows.map((row) => rowDto(row, wording)),
    totals: report.totals.map(({ organization: { slug, name }, sum }) => ({
      organization: { slug, name },
      ...sumDto(sum),
    })),
    next: null,
  };
}

function rowDto(row: ReportRow, wording: Wording): ReportRowDto {
  const { organization, programme, year, before } = row;
  return {
    organization: { slug: organization.slug, name: organization.name },
    programme: { slug: programme.slug, title: programme.title, kind: programme.kind },
    partOf: row.partOf,
    hosted: row.hosted,
    rolledUp: row.rolledUp && sumDto(row.rolledUp),
    ...yearDto(year),
    line: councilLine(year, before, wording),
    before: before.map(yearDto),
  };
}

function sumDto({ counted, reported }: Sum): SumDto {
  const { held, cancelledSessions, attendances, uniquePeople } = counted;
  return { held, cancelled: cancelledSessions, attendances, uniquePeople, reported };
}

function yearDto(row: YearRow): YearDto {
  const { plan } = row;
  return {
    fiscalYear: row.fiscalYear,
    eraYear: eraFiscalYear(row.fiscalYear),
    planned: plan && planDto(plan),
    baseline: row.isBaseline,
    plannedCurrent: row.planNow && planDto(row.planNow),
    held: row.held,
    cancelled: row.cancelledSessions,
    attendances: row.attendances,
    uniquePeople: row.uniquePeople,
    recordedSessions: row.records?.recorded ?? null,
    status: row.status,
    reason: row.reason,
    note: row.note,
  };
}

function planDto({ planned, plannedMax, qualifier, unit, text }: Plan): PlanDto {
  return { planned, plannedMax, qualifier, unit, text };
}
