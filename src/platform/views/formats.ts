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

/**
 * Dates and times in words, from civil values: the process's zone never enters. やさしい日本語 writes weekdays out, parts words by
 * spaces, and has years of the common era alone.
 */
export interface Formats {
  /** 2025年4月14日（月） · 2025年4月14日（月曜日） · Monday, 14 April 2025 */
  date(date: CivilDate): string;
  /** 4月14日（月） · Mon 14 Apr */
  shortDate(date: CivilDate): string;
  /** 月 · Mon */
  weekday(date: CivilDate): string;
  /** 2025年4月 · April 2025 */
  month(date: CivilDate): string;
  /** 令和7年度 · 2025年度（2025年4月から 2026年3月まで） · fiscal year 2025: the year that begins in April of `year` */
  fiscalYear(year: number): string;
  /** 午前10時 · 午後1時30分 · 10:00 */
  time(time: CivilTime): string;
  /** 午前10時から11時45分まで · 午前10時から 午前11時45分まで · 10:00–11:45; an open end stays open */
  timeRange(start: CivilTime, end: CivilTime | null): string;
  /** Date and time of an instant on a wall clock of `timeZone`. */
  dateTime(instant: Date, timeZone: string): string;
  /** A deadline: 2025年4月10日（木） 午後5時; one at midnight is the end of the day before, so its date alone. */
  deadline(instant: Date, timeZone: string): string;
  number(value: number): string;
}

const LOCALE: Readonly<Record<Language, string>> = { ja: 'ja-JP', en: 'en-GB', 'ja-simple': 'ja-JP' };

/** A weekday behind a date, as Intl writes it: in brackets, or (written out) without. */
const WEEKDAY = /(?<=日)\(?([月火水木金土日](?:曜日)?)\)?$/;

function formatter(language: Language, options: Intl.DateTimeFormatOptions): (date: CivilDate) => string {
  const format = new Intl.DateTimeFormat(LOCALE[language], { ...options, timeZone: 'UTC' });
  return (date) => format.format(new Date(`${date}T00:00:00Z`)).replace(WEEKDAY, '（$1）');
}

/** How a language says clock times and years; the rest, Intl knows. */
interface Wording {
  time(time: CivilTime): string;
  /** `end` null: it is open. */
  range(start: CivilTime, end: CivilTime | null): string;
  fiscalYear(year: number): string;
  /** What stands between a day and a time. */
  readonly join: string;
}

const WORDING: Readonly<Record<Language, Wording>> = {
  ja: {
    time: (time) => japaneseTime(time, true),
    range(start, end) {
      if (end === null) return `${japaneseTime(start, true)}から`;
      const isSameHalf = start < '12' === end < '12' && shortTime(start) !== '12:00';
      return `${japaneseTime(start, true)}から${japaneseTime(end, !isSameHalf)}まで`;
    },
    fiscalYear: eraFiscalYear,
    join: ' ',
  },
  en: {
    time: shortTime,
    range: (start, end) => (end ? `${shortTime(start)}–${shortTime(end)}` : `from ${shortTime(start)}`),
    fiscalYear: (year) => `fiscal year ${year}`,
    join: ', ',
  },
  'ja-simple': {
    time: simpleTime,
    range: (start, end) => `${simpleTime(start)}から${end ? ` ${simpleTime(end)}まで` : ''}`,
    fiscalYear: (year) => `${year}年度（${year}年4月から ${year + 1}年3月まで）`,
    join: ' ',
  },
};

function japaneseTime(time: CivilTime, withHalf: boolean): string {
  const [hour, minute] = shortTime(time).split(':').map(Number) as [number, number];
  if (hour === 12 && minute === 0) return '正午';
  // The end of a day, seen from that day: 午前0時 would be its beginning.
  if (hour === 24) return '24時';
  const half = withHalf ? (hour < 12 ? '午前' : '午後') : '';
  // 午後12時 is midnight to some and noon to others: the hour after noon is 午後0時.
  return `${half}${hour % 12}時${minute === 0 ? '' : `${minute}分`}`;
}

/** 正午, 24時 and 午後0時 are hard words. Only 午前0時 stays, with its minutes: it begins a day, while 夜の 12時 ends one. */
function simpleTime(time: CivilTime): string {
  const clock = shortTime(time);
  if (clock === '24:00') return '夜の 12時';
  if (!clock.startsWith('12:')) return japaneseTime(time, true);
  const minute = Number(clock.slice(3));
  return `昼の 12時${minute === 0 ? '' : `${minute}分`}`;
}

function formatsOf(language: Language): Formats {
  const date = formatter(language, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    weekday: language === 'ja' ? 'short' : 'long',
  });
  const shortDate = formatter(language, {
    month: language === 'en' ? 'short' : 'long',
    day: 'numeric',
    weekday: language === 'ja-simple' ? 'long' : 'short',
  });
  const weekday = formatter(language, { weekday: language === 'ja-simple' ? 'long' : 'short' });
  const month = formatter(language, { year: 'numeric', month: 'long' });
  const number = new Intl.NumberFormat(LOCALE[language]);
  const { time, range, fiscalYear, join } = WORDING[language];
  return {
    date,
    shortDate,
    weekday,
    month,
    fiscalYear,
    time,
    timeRange: range,
    dateTime: (instant, timeZone) =>
      `${date(civilDateOf(instant, timeZone))}${join}${time(civilTimeOf(instant, timeZone))}`,
    deadline(instant, timeZone) {
      if (civilTimeOf(instant, timeZone) !== '00:00') return this.dateTime(instant, timeZone);
      return date(addDays(civilDateOf(instant, timeZone), -1));
    },
    number: (value) => number.format(value),
  };
}

export const FORMATS: Readonly<Record<Language, Formats>> = {
  ja: formatsOf('ja'),
  en: formatsOf('en'),
  'ja-simple': formatsOf('ja-simple'),
};
