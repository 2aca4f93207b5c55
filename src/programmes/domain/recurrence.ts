import { Temporal } from 'temporal-polyfill';
import { type CivilDate, daysBetween } from '../../shared/civil-time.js';
import { type FiscalYear, fiscalYearRange } from '../../shared/fiscal-year.js';
import { type DateExceptions, exceptionsIn, isForecast, type SkippedDate } from './date-exceptions.js';
import { type Holiday, holidayOn } from './holidays.js';
import { isWeekday, nthWeekdayOf, WEEKDAYS, type Weekday } from './weekdays.js';

export type { SkippedDate, SkipReason } from './date-exceptions.js';
export { WEEKDAYS, type Weekday } from './weekdays.js';

/** The longest period that one rule may span, in months. */
export const LONGEST_PERIOD_MONTHS = 60;

/** A Monday, from which days and weeks are counted. */
const FIRST_MONDAY = '1970-01-05';

/**
 * When something is held, as towns say it: 「第3土曜日（8月・12月を除く）」. Every kind that is named adds its dates
 * (「毎月第１土曜日と第２・第３水曜日」); months, period, exceptions and count then hold for all of them.
 */
export interface Recurrence {
  readonly daily?: boolean;
  readonly weekly?: readonly Weekday[];
  /** With `weekly`, from 1: 2 is every second week. Weeks start on Monday and are counted from the one of `anchor`, else of `from`. */
  readonly everyWeeks?: number;
  /** A date in a week that counts; it may lie before, in or after the period. */
  readonly anchor?: CivilDate;
  /** `3 saturday`, `last friday`; `5 monday` gives a date only in months that have five Mondays. */
  readonly monthly?: readonly string[];
  /** 1 to 31, or from the end of the month: -1 is the last day. A month that lacks the day gives no date. */
  readonly monthDays?: readonly number[];
  /** Dates taken from elsewhere, in any order; those outside the months and the period are not meant. */
  readonly dates?: readonly CivilDate[];
  /** 1 to 12. */
  readonly months?: readonly number[];
  readonly exceptMonths?: readonly number[];
  /** First month or day, `YYYY-MM` or `YYYY-MM-DD`. */
  readonly from: string;
  /** Last month or day, included. */
  readonly until: string;
  /** The rule ends once it has kept so many dates; those left out are not counted. */
  readonly count?: number;
  readonly except?: DateExceptions;
  /** The last calendar year whose holidays are published; later ones are forecasts. Undefined: all are. */
  readonly publishedThrough?: number;
}

/** A date that is held although it is a national holiday; `forecast` where the year's holidays are not published yet (見込み). */
export interface DateOnHoliday {
  readonly date: CivilDate;
  readonly holiday: Holiday;
  readonly forecast: boolean;
}

/** First and last month of a fiscal year, as `from` and `until` of a rule. */
export function monthsOfFiscalYear(year: FiscalYear): { readonly from: string; readonly until: string } {
  const { from, to } = fiscalYearRange(year);
  return { from: from.slice(0, 7), until: to.slice(0, 7) };
}

/** Months that lie in part or whole between two months or dates, both included; 0 or less where `until` is a month earlier. */
export function monthsBetween(from: string, until: string): number {
  const [first, last] = [from, until].map((text) => Temporal.PlainYearMonth.from(text.slice(0, 7)));
  return first!.until(last!, { largestUnit: 'months' }).months + 1;
}

/**
 * The dates of a rule in order, and those it leaves out with the reason: each date that the rule names is in one of the two
 * lists, once. Months that it does not name give neither; with `count` nothing after the last date kept is listed. Calendar
 * dates only: neither a clock nor a time zone has a part in it. A period in which `until` comes before `from` gives nothing.
 * Throws a RangeError where the rule says something that no schedule can (see `checked`), or spans over
 * `LONGEST_PERIOD_MONTHS`.
 */
export function datesOf(rule: Recurrence): {
  readonly dates: CivilDate[];
  readonly skipped: SkippedDate[];
  /** Of the dates kept, those on a national holiday. */
  readonly onHolidays: DateOnHoliday[];
} {
  const { publishedThrough, count = Number.POSITIVE_INFINITY } = rule;
  const skipOf = exceptionsIn(rule.except ?? {}, publishedThrough);
  const dates: CivilDate[] = [];
  const skipped: SkippedDate[] = [];
  const onHolidays: DateOnHoliday[] = [];
  for (const date of candidatesOf(checked(rule))) {
    if (dates.length >= count) break;
    const skip = skipOf(date);
    if (skip) {
      skipped.push(skip);
      continue;
    }
    dates.push(date);
    const holiday = holidayOn(date);
    if (holiday) onHolidays.push({ date, holiday, forecast: isForecast(date, publishedThrough) });
  }
  return { dates, skipped, onHolidays };
}

/** A day as rules look at it. */
interface Day {
  readonly date: CivilDate;
  /** 1 to 31. */
  readonly day: number;
  readonly daysInMonth: number;
  /** Days since `FIRST_MONDAY`; negative before it. */
  readonly number: number;
}

/** Every date that the rule names, in order and once, before its exceptions. */
function* candidatesOf(rule: Recurrence): Generator<CivilDate> {
  const isNamed = namedBy(rule);
  for (const day of daysOf(rule)) if (isNamed(day)) yield day.date;
}

/** Every day of the rule's period that is in one of its months. */
function* daysOf({ from, until, months, exceptMonths }: Recurrence): Generator<Day> {
  const first = Temporal.PlainYearMonth.from(from.slice(0, 7));
  const span = monthsBetween(from, until);
  for (let index = 0; index < span; index++) {
    const month = first.add({ months: index });
    if (months && !months.includes(month.month)) continue;
    if (exceptMonths?.includes(month.month)) continue;
    const { daysInMonth } = month;
    const before = daysBetween(FIRST_MONDAY, month.toPlainDate({ day: 1 }).toString()) - 1;
    for (let day = 1; day <= daysInMonth; day++) {
      const date = `${month.toString()}-${String(day).padStart(2, '0')}`;
      // As text, a month comes before each of its days: `until` as a month holds all that start with it.
      if (date >= from && (date <= until || date.startsWith(until)))
        yield { date, day, daysInMonth, number: before + day };
    }
  }
}

function namedBy(rule: Recurrence): (day: Day) => boolean {
  const weekly = new Set((rule.weekly ?? []).map((weekday) => WEEKDAYS.indexOf(weekday)));
  const everyWeeks = rule.everyWeeks ?? 1;
  const anchor = rule.anchor ?? (rule.from.length === 7 ? `${rule.from}-01` : rule.from);
  const firstWeek = weekOf(daysBetween(FIRST_MONDAY, anchor));
  const monthly = (rule.monthly ?? []).map(nthWeekdayOf);
  const given = new Set(rule.dates);
  return ({ date, day, daysInMonth, number }) => {
    if (rule.daily || given.has(date)) return true;
    const week = weekOf(number);
    const weekday = number - 7 * week;
    if (weekly.has(weekday) && (week - firstWeek) % everyWeeks === 0) return true;
    if (rule.monthDays?.some((wanted) => day === (wanted < 0 ? daysInMonth + 1 + wanted : wanted)))
      return true;
    return monthly.some(
      ({ nth, weekday: wanted }) =>
        WEEKDAYS[weekday] === wanted && (nth === 'last' ? day + 7 > daysInMonth : Math.ceil(day / 7) === nth),
    );
  };
}

/** Weeks since `FIRST_MONDAY`, for a day counted from it. */
function weekOf(dayNumber: number): number {
  return Math.floor(dayNumber / 7);
}

/** The rule as it is, if it can be meant: files and forms are checked before, so a fault here is the caller's. */
function checked(rule: Recurrence): Recurrence {
  const { weekly, monthDays, months, exceptMonths, everyWeeks = 1, count = 0 } = rule;
  const isWhole = (from: number, to: number) => (value: number) =>
    Number.isInteger(value) && from <= value && value <= to;
  const wrong = [
    ...[rule.from, rule.until].filter((text) => !/^\d{4}-\d{2}(-\d{2})?$/.test(text)),
    ...(weekly ?? []).filter((weekday) => !isWeekday(weekday)),
    ...(monthDays ?? []).filter((day) => day === 0 || !isWhole(-31, 31)(day)),
    ...[...(months ?? []), ...(exceptMonths ?? [])].filter((month) => !isWhole(1, 12)(month)),
    ...[everyWeeks].filter((weeks) => !isWhole(1, 52)(weeks)),
    ...[count].filter((dates) => !isWhole(0, Number.MAX_SAFE_INTEGER)(dates)),
  ];
  if (wrong.length > 0) throw new RangeError(`a rule cannot say ${wrong.join(', ')}`);
  const span = monthsBetween(rule.from, rule.until);
  if (span > LONGEST_PERIOD_MONTHS)
    throw new RangeError(`a rule spans ${LONGEST_PERIOD_MONTHS} months at most, not ${span}`);
  return rule;
}
