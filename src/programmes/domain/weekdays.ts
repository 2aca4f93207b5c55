import { Temporal } from 'temporal-polyfill';
import type { CivilDate } from '../../shared/civil-time.js';

/** Days of the week as programme files write them, Monday first (ISO 8601). */
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

/** A weekday of the month: 第3土曜日 is `{ nth: 3, weekday: 'saturday' }`. */
export interface NthWeekday {
  readonly nth: number | 'last';
  readonly weekday: Weekday;
}

/** Reads `3 saturday` or `last friday`; ordinals are 1 to 5 and `last`. Throws a RangeError for anything else. */
export function nthWeekdayOf(words: string): NthWeekday {
  const [ordinal = '', weekday = '', ...rest] = words.split(' ');
  if (!/^([1-5]|last)$/.test(ordinal) || !isWeekday(weekday) || rest.length > 0)
    throw new RangeError(`not a weekday of the month: ${words}`);
  return { nth: ordinal === 'last' ? 'last' : Number(ordinal), weekday };
}

export function isWeekday(word: string): word is Weekday {
  return (WEEKDAYS as readonly string[]).includes(word);
}

/** Which weekday of its month a date is: 1 to 5, and whether it is the last of its kind, as a 4th often is. */
export function dateOrdinal(date: CivilDate): {
  readonly nth: number;
  readonly last: boolean;
  readonly weekday: Weekday;
} {
  const { day, daysInMonth, dayOfWeek } = Temporal.PlainDate.from(date);
  return { nth: Math.ceil(day / 7), last: day + 7 > daysInMonth, weekday: WEEKDAYS[dayOfWeek - 1]! };
}

/**
 * The date in `targetMonth` (`YYYY-MM`) that is the same weekday of its month, as towns copy a year: the third Saturday
 * goes to the third Saturday. A fifth goes to the last, which may be the fourth; a fourth stays the fourth, even where it
 * was the last of its month and the new month has a fifth.
 */
export function sameDayOfMonth(date: CivilDate, targetMonth: string): CivilDate {
  const { nth, weekday } = dateOrdinal(date);
  const month = Temporal.PlainYearMonth.from(targetMonth);
  const start = month.toPlainDate({ day: 1 });
  const first = 1 + ((WEEKDAYS.indexOf(weekday) + 1 - start.dayOfWeek + 7) % 7);
  const day = first + 7 * (nth - 1);
  return start.with({ day: day > month.daysInMonth ? day - 7 : day }).toString();
}
