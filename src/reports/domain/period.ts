import { addDays, addMonths, type CivilDate } from '../../shared/civil-time.js';
import { type FiscalYear, fiscalYearOf, fiscalYearRange } from '../../shared/fiscal-year.js';

export const PERIOD_KINDS = ['fiscal', 'calendar', 'half', 'free', 'since'] as const;
/** 年度, 暦年, 半期, 任意の期間, 累計. */
export type PeriodKind = (typeof PERIOD_KINDS)[number];

export const HALVES = ['first', 'second'] as const;
/** 上半期 (April to September), 下半期 (October to March). */
export type Half = (typeof HALVES)[number];

/**
 * The days that a report is about, both ends included, as civil dates: a session belongs to it by the date on which it begins.
 */
export interface Period {
  readonly kind: PeriodKind;
  readonly from: CivilDate;
  /** Of `since`: the day as of which it is asked. */
  readonly to: CivilDate;
  /** Of `fiscal` and `half`; null otherwise: plans are made for fiscal years. */
  readonly fiscalYear: FiscalYear | null;
  /** Of `half`; null otherwise. */
  readonly half: Half | null;
}

export function fiscalPeriod(fiscalYear: FiscalYear): Period {
  return { kind: 'fiscal', ...fiscalYearRange(fiscalYear), fiscalYear, half: null };
}

/** January to December. */
export function calendarPeriod(year: number): Period {
  return { kind: 'calendar', from: `${year}-01-01`, to: `${year}-12-31`, fiscalYear: null, half: null };
}

export function halfPeriod(fiscalYear: FiscalYear, half: Half): Period {
  const whole = fiscalYearRange(fiscalYear);
  const days =
    half === 'first'
      ? { from: whole.from, to: `${fiscalYear}-09-30` }
      : { from: `${fiscalYear}-10-01`, to: whole.to };
  return { kind: 'half', ...days, fiscalYear, half };
}

/** @throws RangeError where it ends before it begins; forms ask before. */
export function freePeriod(from: CivilDate, to: CivilDate): Period {
  if (to < from) throw new RangeError(`a period from ${from} to ${to}`);
  return { kind: 'free', from, to, fiscalYear: null, half: null };
}

/** 平成29年6月～: everything from a day on to the day as of which it is asked, which is that day itself where it is earlier. */
export function sincePeriod(from: CivilDate, asOf: CivilDate): Period {
  return { kind: 'since', from, to: asOf < from ? from : asOf, fiscalYear: null, half: null };
}

/**
 * The period of the same kind before this one, which it never touches: the fiscal or calendar year before; the same half, or the
 * same days, of the year before (of as many years before as a free period is long). Null: nothing is before a cumulative one.
 */
export function previousPeriod(period: Period): Period | null {
  const { kind, fiscalYear, half, from, to } = period;
  if (kind === 'since') return null;
  if (kind === 'fiscal' && fiscalYear !== null) return fiscalPeriod(fiscalYear - 1);
  if (kind === 'half' && fiscalYear !== null && half) return halfPeriod(fiscalYear - 1, half);
  if (kind === 'calendar') return calendarPeriod(Number(from.slice(0, 4)) - 1);
  let years = 1;
  while (yearsBefore(to, years) >= from) years += 1;
  // To the end of a month stays to the end of a month: February is of two lengths.
  const end = isEndOfMonth(to) ? endOfMonth(yearsBefore(to, years)) : yearsBefore(to, years);
  return freePeriod(yearsBefore(from, years), end);
}

/** The period, and up to `count` before it, the latest first. */
export function periodsBack(period: Period, count: number): Period[] {
  const periods = [period];
  for (
    let before = previousPeriod(period);
    before && periods.length <= count;
    before = previousPeriod(before)
  )
    periods.push(before);
  return periods;
}

/** Fiscal years that lie in the period from their first to their last day. */
export function wholeFiscalYears({ from, to }: Period): FiscalYear[] {
  return touchedFiscalYears({ from, to }).filter((year) => {
    const range = fiscalYearRange(year);
    return range.from >= from && range.to <= to;
  });
}

/** Fiscal years of which the period has a day. */
export function touchedFiscalYears({ from, to }: Pick<Period, 'from' | 'to'>): FiscalYear[] {
  const [first, last] = [fiscalYearOf(from), fiscalYearOf(to)];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

export function isEndOfMonth(date: CivilDate): boolean {
  return date === endOfMonth(date);
}

/** True where the period is made of whole calendar months, as towns name it: 令和元年7月～令和2年3月. */
export function isOfMonths({ from, to }: Pick<Period, 'from' | 'to'>): boolean {
  return from.endsWith('-01') && isEndOfMonth(to);
}

function endOfMonth(date: CivilDate): CivilDate {
  return addDays(addMonths(`${date.slice(0, 7)}-01`, 1), -1);
}

function yearsBefore(date: CivilDate, years: number): CivilDate {
  return addMonths(date, -12 * years);
}
