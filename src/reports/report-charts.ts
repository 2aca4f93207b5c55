import { planWords, type Wording } from '../programmes/plans/plan-words.js';
import { type BarChart, layOutBars } from './domain/bar-chart.js';
import type { YearRow } from './domain/plan-and-actual.js';
import { figureWords } from './report-words.js';
import type { Report, ReportRow } from './reports.service.js';

/** Series 0 is drawn striped, 1 solid. */
const STRIPED = 0;
const SOLID = 1;
/** Characters of a programme's title that fit above its bars. */
const LABEL_LENGTH = 34;

export interface ReportCharts {
  /** Planned beside held, where 回 are counted; null where no programme has either. */
  readonly held: BarChart | null;
  /** 延べ of this year beside the year before; null where there are none. */
  readonly people: BarChart | null;
}

/** The pictures of a report; every number in them is also in its table. */
export function reportCharts(report: Report, wording: Wording): ReportCharts {
  const inSessions = report.rows.filter(
    ({ year }) =>
      (year.plan?.unit ?? '回') === '回' &&
      year.held.unit === '回' &&
      (year.plan?.planned != null || year.held.value !== null),
  );
  const withPeople = report.rows.filter(({ year, before }) =>
    [year, before[0]].some((row) => typeof row?.attendances.value === 'number'),
  );
  return {
    held: inSessions.length === 0 ? null : layOutBars(inSessions.map((row) => heldGroup(row, wording))),
    people: withPeople.length === 0 ? null : layOutBars(withPeople.map((row) => peopleGroup(row, wording))),
  };
}

function heldGroup(row: ReportRow, wording: Wording) {
  const { year } = row;
  return {
    label: labelOf(row, wording),
    bars: [
      {
        series: STRIPED,
        value: year.plan?.plannedMax ?? year.plan?.planned ?? null,
        text: planWords(year.plan, wording) ?? wording.t('reports.line.noPlan'),
      },
      { series: SOLID, value: year.held.value, text: figureWords(year.held, wording) },
    ],
  };
}

function peopleGroup(row: ReportRow, wording: Wording) {
  const bar = (series: number, year: YearRow | undefined) => ({
    series,
    value: year?.attendances.value ?? null,
    text: year ? figureWords(year.attendances, wording) : wording.t('reports.state.none'),
  });
  return { label: labelOf(row, wording), bars: [bar(STRIPED, row.before[0]), bar(SOLID, row.year)] };
}

function labelOf({ programme }: ReportRow, { language }: Wording): string {
  const title = language === 'en' ? (programme.titleEn ?? programme.title) : programme.title;
  const characters = [...title];
  return characters.length > LABEL_LENGTH ? `${characters.slice(0, LABEL_LENGTH - 1).join('')}…` : title;
}
