import type { Plan } from '../../programmes/domain/plan.js';
import type { Wording } from '../../programmes/plans/plan-words.js';
import { isoWithOffset } from '../../shared/civil-time.js';
import type { Period } from '../domain/period.js';
import { REPORT_ZONE } from '../figures/figure-reports.service.js';
import { periodWords } from '../figures/period-words.js';
import type { NamedOrganization, PeriodFigures, PeriodReport, ReportGroup } from '../figures/report.js';
import { groupLine } from './council-lines.js';
import { type Counting, categoryName, countingIn } from './figure-words.js';
import { groupTitle } from './group-words.js';
import type { GroupDto, PeriodDto, PeriodFiguresDto, PeriodReportDto } from './period-report.dto.js';
import type { PlanDto } from './report.dto.js';

/** The report as JSON: the same figures as the page, with nothing left to be read out of words. */
export function periodReportJson(report: PeriodReport, wording: Wording): PeriodReportDto {
  const { question } = report;
  const figures = (one: PeriodFigures, counting = countingIn(report, null)) =>
    figuresJson(one, counting, wording);
  return {
    period: periodJson(question.period, wording),
    by: question.by,
    asOf: isoWithOffset(report.asOf, REPORT_ZONE),
    timeZone: REPORT_ZONE,
    items: report.rows.map((group) => groupJson(group, report, wording)),
    totals: report.totals.map(({ organization, periods }) => ({
      organization: named(organization),
      periods: periods.map((one) => figures(one, [organization])),
    })),
    whole: report.whole?.map((one) => figures(one)) ?? null,
    next: null,
  };
}

function groupJson(group: ReportGroup, report: PeriodReport, wording: Wording): GroupDto {
  const { question } = report;
  const { key, organization, programme, partOf, hosted, periods, rolledUp } = group;
  const counting = countingIn(report, organization);
  return {
    key,
    title: groupTitle(group, question.by, wording),
    organization: organization && named(organization),
    programme: programme && { slug: programme.slug, title: programme.title, kind: programme.kind },
    partOf,
    hosted,
    line: question.by === 'programme' ? groupLine(group, wording) : null,
    periods: periods.map((one) => figuresJson(one, counting, wording)),
    rolledUp: rolledUp?.map((one) => figuresJson(one, counting, wording)) ?? null,
  };
}

function figuresJson(
  figures: PeriodFigures,
  counting: readonly Counting[],
  wording: Wording,
): PeriodFiguresDto {
  const {
    planned,
    plannedSums,
    status,
    reason,
    note,
    unit,
    measures,
    heads,
    records,
    reported,
    reportedLeftOut,
  } = figures;
  return {
    period: periodJson(figures.period, wording),
    planned: planned.plan && planJson(planned.plan),
    plannedSums: [...plannedSums],
    baseline: planned.isBaseline,
    plannedCurrent: planned.planNow && planJson(planned.planNow),
    status,
    reason,
    note,
    unit,
    measures,
    heads: heads.map(({ category, people }) => ({
      category,
      name: categoryName(category, counting, wording),
      people,
    })),
    records,
    reported,
    reportedLeftOut,
  };
}

function periodJson({ kind, from, to, fiscalYear, half }: Period, wording: Wording): PeriodDto {
  const period = { kind, from, to, fiscalYear, half };
  return { ...period, title: periodWords(period, null, wording).title };
}

function planJson({ planned, plannedMax, qualifier, unit, text }: Plan): PlanDto {
  return { planned, plannedMax, qualifier, unit, text };
}

function named({ slug, name }: NamedOrganization) {
  return { slug, name };
}
