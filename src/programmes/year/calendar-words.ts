import { FORMATS } from '../../platform/views/formats.js';
import { eraFiscalYear, type FiscalYear } from '../../shared/fiscal-year.js';
import { WEEKDAYS, type Weekday } from '../domain/weekdays.js';
import { knownPeriod } from '../domain/within.js';
import {
  conflictSentence,
  nameIn,
  sessionName,
  sessionWords,
  timeWords,
  type Wording,
} from './conflict-words.js';
import type { StandingConflict } from './found-conflicts.js';
import type { PlanRows, PlanSession } from './plan-rows.js';
import type { CalendarProgramme } from './year-calendar.queries.js';
import type { FrequentLine, Rest } from './year-months.js';

/** A Monday, of which the names of the weekdays are taken. */
const MONDAY = '2024-01-01';
/** Weekdays one after the other from this many on are written as a range. */
const RANGE = 3;

/** How the year calendar says things; `shown` names what it shows, `all` also what that clashes with. */
export function calendarWords(shown: PlanRows, all: PlanRows, wording: Wording) {
  const { t, language } = wording;
  return {
    year: (year: FiscalYear) => fiscalYearWords(year, wording),
    sentence: (conflict: StandingConflict) => conflictSentence(conflict, all, wording),
    session: (session: PlanSession) => sessionWords(session, all, wording),
    name: (session: PlanSession) => sessionName(session, shown, wording),
    time: (session: PlanSession) => timeWords(session, t),
    programme: (id: string) => {
      const programme = all.programmes.get(id) ?? shown.programmes.get(id);
      return programme ? nameIn(language, programme.title, programme.titleEn) : '';
    },
    course: (id: string) => {
      const course = shown.courses.get(id);
      return course ? nameIn(language, course.title, course.titleEn) : '';
    },
    venue: (id: string | null) => {
      const venue = id === null ? undefined : shown.venues.get(id);
      return venue ? nameIn(language, venue.name, venue.nameEn) : null;
    },
    frequent: (line: FrequentLine) =>
      t('year.frequentLine', {
        weekdays: weekdayWords(line.weekdays, wording),
        times: timeWords(line, t),
        count: line.entries.filter(({ session }) => session.status !== 'cancelled').length,
      }),
    known: (session: PlanSession) => knownWords(session, wording),
    frequency: (programme: CalendarProgramme) => frequencyWords(programme, wording),
    rest: (rest: Rest) => rest.reason ?? t(`year.rest.${rest.kind}`),
  };
}

/** Both names of a fiscal year: 「令和7（2025）年度」. */
function fiscalYearWords(year: FiscalYear, { t }: Wording): string {
  return t('year.fiscalYear', { era: eraFiscalYear(year).replace(/年度$/, ''), year: String(year) });
}

/** 「月～金」, 「月・水・金」, 「毎日」. */
function weekdayWords(weekdays: readonly Weekday[], { t, language }: Wording): string {
  if (weekdays.length === WEEKDAYS.length) return t('year.everyDay');
  const name = (weekday: Weekday) =>
    FORMATS[language].weekday(`${MONDAY.slice(0, 8)}0${WEEKDAYS.indexOf(weekday) + 1}`);
  const places = weekdays.map((weekday) => WEEKDAYS.indexOf(weekday));
  const isRun = places.length >= RANGE && places.at(-1)! - places[0]! === places.length - 1;
  if (isRun) return t('year.weekdayRange', { first: name(weekdays[0]!), last: name(weekdays.at(-1)!) });
  return weekdays.map(name).join(t('year.weekdaySeparator'));
}

/** What is known of an undated session's time: the source's words, and the months where those do not say them. */
function knownWords({ dateText, withinFrom, withinUntil }: PlanSession, { t, language }: Wording): string {
  if (dateText !== null && (language === 'ja' || withinFrom === null)) return dateText;
  if (withinFrom === null || withinUntil === null) return t('year.undated');
  const period = knownPeriod({ from: withinFrom, until: withinUntil });
  const month = (value: string) => FORMATS[language].month(`${value}-01`);
  switch (period.kind) {
    case 'month':
      return t('year.within.month', { month: month(period.month) });
    case 'months':
      return t('year.within.months', { from: month(period.from), until: month(period.until) });
    default:
      return t(`year.within.${period.kind}`, { year: fiscalYearWords(period.fiscalYear, { t, language }) });
  }
}

/** How often a programme without sessions is held, in its own words where they are in the reader's language. */
function frequencyWords({ frequency, scheduleText }: CalendarProgramme, { t, language }: Wording): string {
  const own = scheduleText ?? frequency?.text;
  if (!frequency || (own && language === 'ja')) return own ?? t('year.unplanned');
  const { per, times, timesMax, qualifier = 'exact' } = frequency;
  if (times === undefined || per === 'as_needed' || per === 'permanent')
    return t(`year.frequency.any.${per}`);
  const count = timesMax === undefined ? String(times) : t('year.frequency.range', { times, max: timesMax });
  return t(`year.frequency.qualifier.${qualifier}`, {
    words: t(`year.frequency.times.${per}`, { times: count }),
  });
}
