import { Temporal } from 'temporal-polyfill';
import type { CivilDate } from '../../shared/civil-time.js';
import { type FiscalYear, fiscalYearRange } from '../../shared/fiscal-year.js';
import { holidayOn, isYearEnd } from './holidays.js';

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** The longest period that one rule may span, in months. */
export const LONGEST_PERIOD_MONTHS = 60;

/** When something is held, as towns say it: 「第3土曜日（8月・12月を除く）」. Months are 1 to 12, `from` and `until` are `YYYY-MM`. */
export interface Recurrence {
  /** `3 saturday`, `last friday`; `5 monday` gives a date only in months that have five Mondays. */
  readonly monthly?: readonly string[];
  readonly weekly?: readonly Weekday[];
  readonly months?: readonly number[];
  readonly exceptMonths?: readonly number[];
  readonly from: string;
  readonly until: string;
  readonly except?: {
    readonly holidays?: boolean;
    readonly yearEnd?: boolean;
    readonly dates?: readonly CivilDate[];
  };
}

export type SkipReason = 'holiday' | 'year_end' | 'excepted';

/** A date that the rule would have given; `holiday` names the national holiday that it falls on. */
export interface SkippedDate {
  readonly date: CivilDate;
  readonly reason: SkipReason;
  readonly holiday?: { readonly name: string; readonly nameEn: string };
}

/** First and last month of a fiscal year, as `from` and `until` of a rule. */
export function monthsOfFiscalYear(year: FiscalYear): { readonly from: string; readonly until: string } {
  const { from, to } = fiscalYearRange(year);
  return { from: from.slice(0, 7), until: to.slice(0, 7) };
}

/** Months from `from` to `until`, both included; 0 or less where `until` is earlier. */
export function monthsBetween(from: string, until: string): number {
  return (
    Temporal.PlainYearMonth.from(from).until(Temporal.PlainYearMonth.from(until), { largestUnit: 'months' })
      .months + 1
  );
}

/**
 * The dates of a rule in order, and those it leaves out with the reason. Months that the rule does not name give neither.
 * Calendar dates only: neither a clock nor a time zone has a part in it.
 */
export function datesOf(rule: Recurrence): { readonly dates: CivilDate[]; readonly skipped: SkippedDate[] } {
  const dates: CivilDate[] = [];
  const skipped: SkippedDate[] = [];
  for (const date of candidates(rule)) {
    const skip = skipOf(date, rule.except ?? {});
    if (skip) skipped.push(skip);
    else dates.push(date);
  }
  return { dates, skipped };
}

function candidates(rule: Recurrence): CivilDate[] {
  const found = new Set<CivilDate>();
  const first = Temporal.PlainYearMonth.from(rule.from);
  for (let index = 0; index < monthsBetween(rule.from, rule.until); index++) {
    const month = first.add({ months: index });
    if (rule.months && !rule.months.includes(month.month)) continue;
    if (rule.exceptMonths?.includes(month.month)) continue;
    for (const day of daysIn(month, rule)) found.add(`${month.toString()}-${String(day).padStart(2, '0')}`);
  }
  return [...found].sort();
}

/** Days of the month that the rule names, 1 to 31. */
function daysIn(month: Temporal.PlainYearMonth, rule: Recurrence): number[] {
  const firstWeekday = month.toPlainDate({ day: 1 }).dayOfWeek;
  const daysOf = (weekday: string) => {
    const first = 1 + ((WEEKDAYS.indexOf(weekday as Weekday) + 1 - firstWeekday + 7) % 7);
    return [0, 7, 14, 21, 28].map((days) => first + days).filter((day) => day <= month.daysInMonth);
  };
  const nth = (rule.monthly ?? []).flatMap((words) => {
    const [ordinal = '', weekday = ''] = words.split(' ');
    const days = daysOf(weekday);
    return (ordinal === 'last' ? days.at(-1) : days[Number(ordinal) - 1]) ?? [];
  });
  return [...nth, ...(rule.weekly ?? []).flatMap(daysOf)];
}

function skipOf(date: CivilDate, except: NonNullable<Recurrence['except']>): SkippedDate | undefined {
  if (except.dates?.includes(date)) return { date, reason: 'excepted' };
  const holiday = except.holidays ? holidayOn(date) : undefined;
  if (holiday) return { date, reason: 'holiday', holiday };
  if (except.yearEnd && isYearEnd(date)) return { date, reason: 'year_end' };
  return undefined;
}
