import { type CivilDate, weekdayOf } from '../../shared/civil-time.js';
import { type DaysOfYear, DEFAULT_YEAR_END, type Holiday, holidayOn, isYearEnd } from './holidays.js';
import { WEEKDAYS, type Weekday } from './weekdays.js';

/** What a rule leaves out. */
export interface DateExceptions {
  /** Japan's national holidays. */
  readonly holidays?: boolean;
  /** 年末年始; true is 29 December to 3 January. */
  readonly yearEnd?: boolean | DaysOfYear;
  readonly periods?: readonly ClosedPeriod[];
  /** Weekdays on which the venue is closed. */
  readonly closedOn?: readonly Weekday[];
  readonly dates?: readonly CivilDate[];
}

/** Days left out, both included; without `until` one day. Of the organization, of the venue, or of the rule itself. */
export interface ClosedPeriod {
  readonly from: CivilDate;
  readonly until?: CivilDate;
  /** In the organizer's words: 夏季休業. */
  readonly reason?: string;
  readonly kind?: ClosureKind;
}

/** From the one that says most of a date to the one that says least. */
const CLOSURE_KINDS = ['closure', 'venue_closure', 'period'] as const;
type ClosureKind = (typeof CLOSURE_KINDS)[number];

export type SkipReason = 'excepted' | 'holiday' | 'year_end' | ClosureKind | 'venue_closed_weekday';

/** A date that the rule would have given, with the one reason that says most. */
export interface SkippedDate {
  readonly date: CivilDate;
  readonly reason: SkipReason;
  readonly holiday?: Holiday;
  /** The reason of a closure or period, in the organizer's words. */
  readonly words?: string;
  /** True where the holiday is a forecast (見込み). */
  readonly forecast?: boolean;
}

/**
 * Why a date is left out, or undefined. Where several reasons hold, the one named by date comes first, then holiday, year
 * end, closure of the house, closure of the venue, period of the rule, the venue's closed weekday.
 */
export function exceptionsIn(
  except: DateExceptions,
  publishedThrough?: number,
): (date: CivilDate) => SkippedDate | undefined {
  const excepted = new Set(except.dates);
  const yearEnd = except.yearEnd === true ? DEFAULT_YEAR_END : except.yearEnd || undefined;
  const periods = CLOSURE_KINDS.flatMap((kind) =>
    (except.periods ?? []).filter((period) => (period.kind ?? 'period') === kind),
  );
  return (date) => {
    if (excepted.has(date)) return { date, reason: 'excepted' };
    const holiday = except.holidays ? holidayOn(date) : undefined;
    if (holiday)
      return {
        date,
        reason: 'holiday',
        holiday,
        ...(isForecast(date, publishedThrough) && { forecast: true }),
      };
    if (yearEnd && isYearEnd(date, yearEnd)) return { date, reason: 'year_end' };
    const period = periods.find(({ from, until = from }) => from <= date && date <= until);
    if (period)
      return {
        date,
        reason: period.kind ?? 'period',
        ...(period.reason !== undefined && { words: period.reason }),
      };
    if (except.closedOn?.length && except.closedOn.includes(WEEKDAYS[weekdayOf(date) - 1]!))
      return { date, reason: 'venue_closed_weekday' };
    return undefined;
  };
}

/** True for a date in a year whose holidays are not published yet. Without `publishedThrough` every year counts as published. */
export function isForecast(date: CivilDate, publishedThrough: number | undefined): boolean {
  return publishedThrough !== undefined && Number(date.slice(0, 4)) > publishedThrough;
}
