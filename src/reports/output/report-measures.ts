import { MEASURES, type Measure } from '../domain/measures.js';
import type { Figure } from '../domain/plan-and-actual.js';
import { type PeriodFigures, type PeriodReport, type ReportGroup } from '../figures/report.js';

/** What every report shows, even of nothing. */
const ALWAYS: ReadonlySet<Measure> = new Set([
  'held',
  'cancelled',
  'attendances',
  'uniquePeople',
  'perSession',
]);
/** What a page does not show: cells say themselves how many records they have. */
const ONLY_IN_FILES: ReadonlySet<Measure> = new Set(['inCalendar', 'recorded']);

/** Every row of figures in a report: of groups, of groups with their parts, and of totals. */
export function allFigures({ rows, totals, whole }: PeriodReport): PeriodFigures[] {
  return [
    ...rows.flatMap(({ periods, rolledUp }) => [...periods, ...(rolledUp ?? [])]),
    ...totals.flatMap(({ periods }) => periods),
    ...(whole ?? []),
  ];
}

/** The measures that a page has columns for: the usual ones, and those of which the report has a number. */
export function shownMeasures(report: PeriodReport): Measure[] {
  const figures = allFigures(report);
  return MEASURES.filter(
    (measure) =>
      !ONLY_IN_FILES.has(measure) &&
      (ALWAYS.has(measure) || figures.some(({ measures }) => measures[measure].value !== null)),
  );
}

/** Nothing is known of it in any of the periods: a row of dashes that the page folds away. */
export function isSilent({ periods }: ReportGroup): boolean {
  return periods.every(isEmptyPeriod);
}

/** No plan, no session with a date, nothing that the town reported. */
export function isEmptyPeriod(figures: PeriodFigures): boolean {
  const { planned, plannedSums, measures, records, reported, reportedLeftOut } = figures;
  return (
    planned.plan === null &&
    plannedSums.length === 0 &&
    (measures.inCalendar.value ?? 0) === 0 &&
    records !== null &&
    reported === null &&
    reportedLeftOut === 0
  );
}

/** How figures of the report are to be read: the states that are in it, which its footnotes explain. */
export function statesIn(report: PeriodReport): ReadonlySet<string> {
  const states = new Set<string>();
  for (const one of allFigures(report)) {
    for (const figure of Object.values(one.measures)) states.add(stateOf(figure));
    if (Object.values(one.measures).some(({ approximate }) => approximate)) states.add('approximate');
    if (one.planned.isBaseline) states.add('baseline');
    if (one.reported) states.add('reported');
    if (one.reportedLeftOut > 0) states.add('leftOut');
  }
  return states;
}

function stateOf({ value, state }: Figure): string {
  return value === 0 && state === 'counted' ? 'zero' : state;
}
