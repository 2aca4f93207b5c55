import { planWords, type Wording } from '../../programmes/plans/plan-words.js';
import type { Measure } from '../domain/measures.js';
import type { Figure } from '../domain/plan-and-actual.js';
import { periodWords } from '../figures/period-words.js';
import type { NamedOrganization, PeriodFigures, PeriodReport, ReportGroup } from '../figures/report.js';
import { chartSvg } from './charts/chart-svg.js';
import { reportCharts } from './charts/report-charts.js';
import { councilLines, groupLine } from './council-lines.js';
import {
  countingIn,
  headWords,
  markWords,
  measureWords,
  plannedSumWords,
  reportedWords,
} from './figure-words.js';
import { groupTitle } from './group-words.js';
import { isEmptyPeriod, isSilent, shownMeasures, statesIn } from './report-measures.js';
import { addressOf } from './report-question.js';

/** Footnotes in their order; each is shown where the report has what it explains. */
const FOOTNOTES = [
  'zero',
  'unrecorded',
  'cancelled',
  'suspended',
  'none',
  'partial',
  'unavailable',
  'approximate',
  'reported',
  'baseline',
  'leftOut',
] as const;

/** What the pages of a report show, in the reader's words. */
export function reportPage(report: PeriodReport, wording: Wording) {
  const { question } = report;
  return {
    report,
    address: addressOf(question).toString(),
    measures: shownMeasures(report),
    rows: report.rows.filter((row) => !isSilent(row)),
    silent: report.rows.filter(isSilent),
    lines: question.by === 'programme' ? councilLines(report, wording) : null,
    charts: reportCharts(report, wording).map((chart) => ({ ...chart, svg: chartSvg(chart) })),
    footnotes: footnotesOf(report),
    isEmpty: isEmptyPeriod,
    wordsOf: {
      group: (group: ReportGroup) => groupTitle(group, question.by, wording),
      period: (figures: PeriodFigures) => periodWords(figures.period, null, wording),
      figure: (measure: Measure, figure: Figure) => measureWords(measure, figure, wording),
      mark: (figure: Figure) => markWords(figure, wording),
      plan: (figures: PeriodFigures) =>
        planWords(figures.planned.plan, wording) ??
        plannedSumWords(figures, wording) ??
        wording.t('reports.line.noPlan'),
      planNow: ({ planned }: PeriodFigures) =>
        planned.planNow &&
        wording.t('reports.baselineNote', {
          plan: planWords(planned.planNow, wording) ?? wording.t('reports.line.noPlan'),
        }),
      heads: (figures: PeriodFigures, organization: NamedOrganization | null | undefined) =>
        headWords(figures, countingIn(report, organization), wording),
      reported: (figures: PeriodFigures) => reportedWords(figures, wording),
      line: (group: ReportGroup) => groupLine(group, wording),
    },
  };
}

/** Names of the sentences that explain the report's cells. */
export function footnotesOf(report: PeriodReport): string[] {
  const states = statesIn(report);
  return ['held', 'units', ...FOOTNOTES.filter((state) => states.has(state)), 'joint'];
}
