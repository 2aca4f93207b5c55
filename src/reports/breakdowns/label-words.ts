import { FORMATS } from '../../platform/views/formats.js';
import { fiscalYearWords, type Wording } from '../../programmes/plans/plan-words.js';
import type { CivilDate } from '../../shared/civil-time.js';
import { fiscalYearOf, fiscalYearRange } from '../../shared/fiscal-year.js';
import { isEndOfMonth } from '../domain/period.js';
import type { Cell, Days, FigureLine, FigureTable, Label } from './breakdown.js';
import { isPartialCell, partialLines } from './partial-marks.js';

/** What a label says in the language of `wording`. */
export function labelWords(label: Label, wording: Wording): string {
  if ('key' in label) {
    const dates = Object.entries(label.dates ?? {}).map(([name, date]) => [
      name,
      FORMATS[wording.language].shortDate(date),
    ]);
    return wording.t(label.key, { ...label.params, ...Object.fromEntries(dates) });
  }
  if ('text' in label) return wording.language === 'en' ? (label.textEn ?? label.text) : label.text;
  return daysWords(label, wording);
}

/** What stands in a cell: 「119」「約10,000」「14／19」, or the word for why there is no number. */
export function cellWords({ value, state, approximate, outOf }: Cell, { t }: Wording): string {
  if (value === null) return t(`reports.state.${state}`);
  const number = t(approximate ? 'breakdowns.about' : 'breakdowns.exact', { value });
  return outOf === null ? number : t('breakdowns.outOf', { number, of: outOf });
}

/** A fiscal or calendar year by its name, whole months by theirs, other days as they are. */
function daysWords({ from, until, asOf }: Days, wording: Wording): string {
  const { t } = wording;
  if (until === null)
    return from === null ? '' : t('breakdowns.days.from', { from: monthWords(from, 'first', wording) });
  if (asOf) return t('breakdowns.days.asOf', { until: dayWords(until, wording) });
  if (from === null) return t('breakdowns.days.until', { until: monthWords(until, 'last', wording) });
  const year = fiscalYearOf(from);
  const fiscal = fiscalYearRange(year);
  if (from === fiscal.from && until === fiscal.to) return fiscalYearWords(year, wording);
  const calendar = from.slice(0, 4);
  if (from === `${calendar}-01-01` && until === `${calendar}-12-31`)
    return t('breakdowns.days.calendar', { year: calendar });
  return t('breakdowns.days.between', {
    from: monthWords(from, 'first', wording),
    until: monthWords(until, 'last', wording),
  });
}

/** The month where the day is its first (or last), else the day. */
function monthWords(date: CivilDate, end: 'first' | 'last', wording: Wording): string {
  const isWhole = end === 'first' ? date.endsWith('-01') : isEndOfMonth(date);
  return isWhole ? FORMATS[wording.language].month(date) : dayWords(date, wording);
}

function dayWords(date: CivilDate, { language }: Wording): string {
  return FORMATS[language].date(date);
}

/** What the partial of a table of figures (`partials/figure-table`) is given to write with. */
export function tableWords(wording: Wording) {
  return {
    label: (label: Label) => labelWords(label, wording),
    cell: (cell: Cell) => cellWords(cell, wording),
    /** What is said below a number in its own cell: that records are missing (I9); null: nothing. */
    mark: (cell: Cell, line: FigureLine, table: FigureTable) =>
      isPartialCell(cell) && partialLines(table).includes(line) ? wording.t('reports.state.partial') : null,
  };
}
