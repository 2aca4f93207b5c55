import {
  addDays,
  type CivilDate,
  type CivilTime,
  civilDateOf,
  civilTimeOf,
  shortTime,
} from '../../shared/civil-time.js';
import { eraFiscalYear } from '../../shared/fiscal-year.js';
import type { Language } from './messages.js';

/** Dates and times in words, from civil values: the process's zone never enters. */
export interface Formats {
  /** 2025年4月14日（月） · Monday, 14 April 2025 */
  date(date: CivilDate): string;
  /** 4月14日（月） · Mon 14 Apr */
  shortDate(date: CivilDate): string;
  /** 月 · Mon */
  weekday(date: CivilDate): string;
  /** 2025年4月 · April 2025 */
  month(date: CivilDate): string;
  /** 令和7年度 · fiscal 2025: the year that begins in April of `year` */
  fiscalYear(year: number): string;
  /** 午前10時 · 午後1時30分 · 10:00 */
  time(time: CivilTime): string;
  /** 午前10時から11時45分まで · 10:00–11:45; an open end stays open */
  timeRange(start: CivilTime, end: CivilTime | null): string;
  /** Date and time of an instant on a wall clock of `timeZone`. */
  dateTime(instant: Date, timeZone: string): string;
  /** A deadline: 2025年4月10日（木） 午後5時; one at midnight is the end of the day before, so its date alone. */
  deadline(instant: Date, timeZone: string): string;
  number(value: number): string;
}

const LOCALE: Readonly<Record<Language, string>> = { ja: 'ja-JP', en: 'en-GB' };

function formatter(language: Language, options: Intl.DateTimeFormatOptions): (date: CivilDate) => string {
  const format = new Intl.DateTimeFormat(LOCALE[language], { ...options, timeZone: 'UTC' });
  return (date) => format.format(new Date(`${date}T00:00:00Z`)).replace(/\((.)\)/, '（$1）');
}

function japaneseTime(time: CivilTime, withHalf: boolean): string {
  const [hour, minute] = shortTime(time).split(':').map(Number) as [number, number];
  if (hour === 12 && minute === 0) return '正午';
  // The end of a day, seen from that day: 午前0時 would be its beginning.
  if (hour === 24) return '24時';
  const half = withHalf ? (hour < 12 ? '午前' : '午後') : '';
  // 午後12時 is midnight to some and noon to others: the hour after noon is 午後0時.
  return `${half}${hour % 12}時${minute === 0 ? '' : `${minute}分`}`;
}

function formatsOf(language: Language): Formats {
  const date = formatter(language, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    weekday: language === 'ja' ? 'short' : 'long',
  });
  const shortDate = formatter(language, {
    month: language === 'ja' ? 'long' : 'short',
    day: 'numeric',
    weekday: 'short',
  });
  const weekday = formatter(language, { weekday: 'short' });
  const month = formatter(language, { year: 'numeric', month: 'long' });
  const number = new Intl.NumberFormat(LOCALE[language]);
  const time = (value: CivilTime) => (language === 'ja' ? japaneseTime(value, true) : shortTime(value));
  const sameHalf = (start: CivilTime, end: CivilTime) =>
    start < '12' === end < '12' && shortTime(start) !== '12:00';
  return {
    date,
    shortDate,
    weekday,
    month,
    fiscalYear: (year) => (language === 'ja' ? eraFiscalYear(year) : `fiscal ${year}`),
    time,
    timeRange(start, end) {
      if (language === 'en')
        return end ? `${shortTime(start)}–${shortTime(end)}` : `from ${shortTime(start)}`;
      return end ? `${time(start)}から${japaneseTime(end, !sameHalf(start, end))}まで` : `${time(start)}から`;
    },
    dateTime(instant, timeZone) {
      const day = date(civilDateOf(instant, timeZone));
      const clock = time(civilTimeOf(instant, timeZone));
      return language === 'ja' ? `${day} ${clock}` : `${day}, ${clock}`;
    },
    deadline(instant, timeZone) {
      if (civilTimeOf(instant, timeZone) !== '00:00') return this.dateTime(instant, timeZone);
      return date(addDays(civilDateOf(instant, timeZone), -1));
    },
    number: (value) => number.format(value),
  };
}

export const FORMATS: Readonly<Record<Language, Formats>> = { ja: formatsOf('ja'), en: formatsOf('en') };
