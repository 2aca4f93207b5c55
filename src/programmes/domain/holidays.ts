import holidayTable from '@holiday-jp/holiday_jp';
import { type CivilDate, isCivilDate, weekdayOf } from '../../shared/civil-time.js';

/** A day of the national calendar by its Japanese and its English name. */
export interface Holiday {
  readonly name: string;
  readonly nameEn: string;
}

/** Days of the year as `MM-DD`, both included; `from` after `until` goes over New Year. */
export interface DaysOfYear {
  readonly from: string;
  readonly until: string;
}

/** True for `MM-DD` of a leap year, so that the last of February may be named. */
export function isDayOfYear(value: string): boolean {
  return isCivilDate(`2024-${value}`);
}

/** 年末年始, when public offices in Japan are closed, where an organization does not say otherwise. */
export const DEFAULT_YEAR_END: DaysOfYear = { from: '12-29', until: '01-03' };

/**
 * Japan's national holiday on this date (国民の祝日, 振替休日, 国民の休日), or undefined. The table is read by date string:
 * the library's own `isHoliday(Date)` looks at the process's time zone and is a day off at midnight in Japan. For years that
 * the government has not published yet (`publishedThrough`) the table says what the present law and astronomy give; beyond
 * its end, in 2050, there are no holidays.
 */
export function holidayOn(date: CivilDate): Holiday | undefined {
  const table: Readonly<Record<string, { readonly name: string; readonly name_en: string }>> =
    holidayTable.holidays;
  const holiday = table[date];
  return holiday && { name: holiday.name, nameEn: holiday.name_en };
}

/** True within 年末年始: from 29 December to 3 January, or as the organization keeps it. */
export function isYearEnd(date: CivilDate, { from, until }: DaysOfYear = DEFAULT_YEAR_END): boolean {
  const day = date.slice(5);
  return from <= until ? from <= day && day <= until : from <= day || day <= until;
}

/**
 * The last calendar year whose holidays are certain on this date. 春分の日 and 秋分の日 of a year become official when the
 * almanac (暦要項) stands in the gazette (官報) of the year before: on 1 February, or the next working day, since the gazette
 * does not appear at weekends (2026: Monday, 2 February). Until then a year is a forecast as a whole: a law may still move
 * the days that have a rule, as for the games of 2020.
 */
export function publishedThrough(today: CivilDate): number {
  const year = Number(today.slice(0, 4));
  const weekday = weekdayOf(`${today.slice(0, 4)}-02-01`);
  const day = { 6: '03', 7: '02' }[weekday] ?? '01';
  return today >= `${today.slice(0, 4)}-02-${day}` ? year + 1 : year;
}
