import { planWords, type Wording } from '../../../programmes/plans/plan-words.js';
import type { Measure } from '../../domain/measures.js';
import { periodWords } from '../../figures/period-words.js';
import type { PeriodFigures, PeriodReport, ReportGroup } from '../../figures/report.js';
import { measureWords } from '../figure-words.js';
import { groupTitle } from '../group-words.js';
import { type Chart, type ChartPoint, hasPoints } from './chart.js';

/** Rows that a picture has room for: the largest ones, in the order of the table. */
export const MOST_BARS = 30;
/** Characters of a title that fit beside its bars in two lines. */
const LONGEST_TITLE = 30;

/** The pictures of a report; every number in them is also in its table. */
export function reportCharts(report: PeriodReport, wording: Wording): Chart[] {
  return [heldChart(report, wording), peopleChart(report, wording)].filter((chart) => chart !== null);
}

/** Planned beside held, where 回 are counted. */
function heldChart(report: PeriodReport, wording: Wording): Chart | null {
  const { t } = wording;
  const rows = report.rows.filter(
    ({ periods: [now] }) =>
      now?.planned.plan?.planned != null && now.planned.plan.unit === '回' && now.unit === '回',
  );
  const largest = largestOf(
    rows,
    ({ periods: [now] }) => now?.planned.plan?.plannedMax ?? now?.planned.plan?.planned ?? 0,
  );
  if (largest.length === 0) return null;
  return {
    kind: 'bars',
    id: 'chart-held',
    title: t('reports.chart.held'),
    about: t('figures.chart.heldAbout'),
    categories: largest.map((row) => titleOf(row, report, wording)),
    series: [
      {
        name: t('reports.chart.heldBar'),
        points: largest.map(({ periods: [now] }) => pointOf('held', now, wording)),
      },
      {
        name: t('reports.chart.planned'),
        points: largest.map(({ periods: [now] }) => plannedPoint(now, wording)),
      },
    ],
  };
}

/** 延べ of the period beside the one before; months, as they follow each other. */
function peopleChart(report: PeriodReport, wording: Wording): Chart | null {
  const { t } = wording;
  const isByMonth = report.question.by === 'month';
  const withPeople = report.rows.filter(({ periods }) =>
    periods.slice(0, 2).some(({ measures }) => measures.attendances.value !== null),
  );
  const rows = isByMonth
    ? report.rows
    : largestOf(withPeople, ({ periods: [now] }) => now?.measures.attendances.value ?? 0);
  const chart: Chart = {
    kind: isByMonth ? 'columns' : 'bars',
    id: 'chart-people',
    title: t('reports.chart.people'),
    about: t('figures.chart.peopleAbout'),
    categories: rows.map((row) => titleOf(row, report, wording)),
    series: report.periods.slice(0, isByMonth ? 1 : 2).map((period, index) => ({
      name: periodWords(period, null, wording).title,
      points: rows.map(({ periods }) => pointOf('attendances', periods[index], wording)),
    })),
  };
  return hasPoints(chart) ? chart : null;
}

function pointOf(measure: Measure, figures: PeriodFigures | undefined, wording: Wording): ChartPoint {
  if (!figures) return { value: null, words: wording.t('reports.state.none') };
  const figure = figures.measures[measure];
  const words = measureWords(measure, figure, wording);
  const isHeld = measure === 'held' && figure.value !== null;
  return { value: figure.value, words: isHeld ? words + figures.unit : words };
}

function plannedPoint(figures: PeriodFigures | undefined, wording: Wording): ChartPoint {
  const plan = figures?.planned.plan ?? null;
  return {
    value: plan?.plannedMax ?? plan?.planned ?? null,
    words: planWords(plan, wording) ?? wording.t('reports.line.noPlan'),
  };
}

function largestOf(rows: readonly ReportGroup[], sizeOf: (row: ReportGroup) => number): ReportGroup[] {
  if (rows.length <= MOST_BARS) return [...rows];
  const kept = new Set(rows.toSorted((a, b) => sizeOf(b) - sizeOf(a)).slice(0, MOST_BARS));
  return rows.filter((row) => kept.has(row));
}

function titleOf(row: ReportGroup, { question }: PeriodReport, wording: Wording): string {
  if (question.by === 'month')
    return wording.t('figures.chart.month', { month: Number(row.key.slice(5, 7)) });
  const characters = [...groupTitle(row, question.by, wording)];
  return characters.length > LONGEST_TITLE
    ? `${characters.slice(0, LONGEST_TITLE - 1).join('')}…`
    : characters.join('');
}
