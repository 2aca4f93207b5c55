import holidayTable from '@holiday-jp/holiday_jp';
import type { CivilDate } from '../../shared/civil-time.js';

/**
 * Name of Japan's national holiday on this date (国民の祝日, 振替休日, 国民の休日), or undefined. The table is read by date
 * string: the library's own `isHoliday(Date)` looks at the process's time zone and is a day off at midnight in Japan.
 * Years that the table does not hold yet have no holidays.
 */
export function holidayOn(date: CivilDate): { readonly name: string; readonly nameEn: string } | undefined {
  const table: Readonly<Record<string, { readonly name: string; readonly name_en: string }>> =
    holidayTable.holidays;
  const holiday = table[date];
  return holiday && { name: holiday.name, nameEn: holiday.name_en };
}

/** True from 29 December to 3 January (年末年始), when public offices in Japan are closed. */
export function isYearEnd(date: CivilDate): boolean {
  const day = date.slice(5);
  return day >= '12-29' || day <= '01-03';
}
