import { addDays, addMonths, type CivilDate } from '../../shared/civil-time.js';
import { eraFiscalYear, type FiscalYear, fiscalYearOf } from '../../shared/fiscal-year.js';
import { exceptionsIn, type SkippedDate } from './date-exceptions.js';
import type { FileCourse, FilePool, FileSession } from './programme-file.js';
import type { FileChannel, FileChannels } from './registering-file.js';
import type { FileRule } from './rule-file.js';
import type { Surroundings } from './surroundings.js';
import { sameDayOfMonth } from './weekdays.js';
import { isWithin, withinOf, withinText } from './within.js';

/** A course as it is stored: its fiscal year is known. */
export type StoredCourse = FileCourse & { readonly fiscalYear: FiscalYear };

/** A date of the original, and the one it becomes: the same weekday of the month, so many months later. */
export interface CopiedDate {
  /** Position in the draft's `sessions`. */
  readonly index: number;
  readonly original: CivilDate;
  readonly date: CivilDate;
  /** Why the new date should not stand as it is: a holiday, 年末年始, a closure. Null: nothing is against it. */
  readonly obstacle: SkippedDate | null;
}

/**
 * The course again, `months` later (12: next year; 6: the next term), as a draft to look at. Its rules get the period moved,
 * so that they give the dates themselves; exceptions by date stay behind. Sessions written out keep their weekday of the
 * month (第3土曜日), a fifth one becomes the last; the cancelled and what was moved by hand are copied like the others.
 * Registration opens and closes as many months later, by each of its ways, and so do seats that are kept for residents.
 */
export function copyOfCourse(
  course: StoredCourse,
  months: number,
  surroundings: Surroundings,
): { readonly draft: StoredCourse; readonly dates: readonly CopiedDate[] } {
  const fiscalYear = fiscalYearLater(course, months);
  const sessions = (course.sessions ?? []).map((session) => laterSession(session, months));
  const dates = sessions.flatMap((session, index): CopiedDate[] => {
    const original = course.sessions?.[index]?.date;
    if (session.date === undefined || original === undefined) return [];
    return [{ index, original, date: session.date, obstacle: obstacleOf(course, session, surroundings) }];
  });
  const { opens, closes, channels } = course.registration ?? {};
  const registration = course.registration && {
    ...course.registration,
    ...(opens !== undefined && { opens: laterMoment(opens, months) }),
    ...(closes !== undefined && { closes: laterMoment(closes, months) }),
    ...(channels && { channels: laterChannels(channels, months) }),
  };
  const pools = course.pools?.map((pool) => laterPool(pool, months));
  const rules = [course.rule ?? []].flat().map((rule) => laterRule(rule, months));
  const { rule: _rule, sessions: _sessions, registration: _registration, pools: _pools, ...same } = course;
  return {
    draft: {
      ...same,
      title: laterTitle(course.title, course.fiscalYear, fiscalYear, months),
      ...(course.titleEn !== undefined && {
        titleEn: laterTitle(course.titleEn, course.fiscalYear, fiscalYear, months),
      }),
      fiscalYear,
      ...(registration && { registration }),
      ...(pools && { pools }),
      ...(rules.length > 0 && { rule: rules.length === 1 ? rules[0]! : rules }),
      ...(sessions.length > 0 && { sessions }),
    },
    dates,
  };
}

/** Why a session of the course should not be held on its date: a holiday, 年末年始, a closure of the house or the venue. */
export function obstacleOf(
  course: FileCourse,
  session: FileSession,
  surroundings: Surroundings,
): SkippedDate | null {
  if (session.date === undefined) return null;
  const except = exceptionsIn(
    allExceptions(course, session, surroundings),
    surroundings.holidaysPublishedThrough,
  );
  return except(session.date) ?? null;
}

/** The fiscal year of the copy's first date; where nothing has a date, so many whole years later. */
function fiscalYearLater({ sessions, rule, fiscalYear }: StoredCourse, months: number): FiscalYear {
  const starts = [
    ...(sessions ?? []).flatMap(({ date, within }) => date ?? within?.slice(0, 7) ?? []),
    ...[rule ?? []].flat().flatMap(({ from }) => from ?? []),
  ].sort();
  const first = starts[0];
  if (first === undefined) return fiscalYear + Math.floor(months / 12);
  return fiscalYearOf(addMonths(`${first.slice(0, 7)}-01`, months));
}

function laterSession(session: FileSession, months: number): FileSession {
  const { key: _key, status: _status, cancelReason: _reason, pools, ...rest } = session;
  const { date, endDate, within, ...others } = rest;
  const same = { ...others, ...(pools && { pools: pools.map((pool) => laterPool(pool, months)) }) };
  if (date === undefined) {
    return within === undefined || !isWithin(within)
      ? same
      : { ...same, within: laterWithin(within, months) };
  }
  const moved = laterDate(date, months);
  const days = endDate === undefined ? 0 : Math.round((Date.parse(endDate) - Date.parse(date)) / 86_400_000);
  return { ...same, date: moved, ...(days > 0 && { endDate: addDays(moved, days) }) };
}

function laterDate(date: CivilDate, months: number): CivilDate {
  return sameDayOfMonth(date, addMonths(`${date.slice(0, 7)}-01`, months).slice(0, 7));
}

function laterWithin(within: string, months: number): string {
  const { from, until } = withinOf(within);
  return withinText({
    from: addMonths(from, months),
    until: addMonths(`${until.slice(0, 7)}-01`, months),
  });
}

function laterRule(rule: FileRule, months: number): FileRule {
  const { from, until, anchor, except, ...same } = rule;
  const later = (text: string) =>
    text.length === 7 ? addMonths(`${text}-01`, months).slice(0, 7) : addMonths(text, months);
  const { dates: _dates, periods: _periods, ...kept } = except ?? {};
  return {
    ...same,
    ...(from !== undefined && { from: later(from) }),
    ...(until !== undefined && { until: later(until) }),
    ...(anchor !== undefined && { anchor: laterDate(anchor, months) }),
    ...(except && { except: kept }),
  };
}

function laterChannels(channels: FileChannels, months: number): FileChannels {
  return Object.fromEntries(
    Object.entries(channels).map(([way, channel]: [string, FileChannel]) => {
      const { opens, closes } = channel;
      const moved = {
        ...channel,
        ...(opens !== undefined && { opens: laterMoment(opens, months) }),
        ...(closes !== undefined && { closes: laterMoment(closes, months) }),
      };
      return [way, moved];
    }),
  );
}

function laterPool(pool: FilePool, months: number): FilePool {
  const { keptUntil } = pool;
  return keptUntil === undefined ? pool : { ...pool, keptUntil: laterMoment(keptUntil, months) };
}

function laterMoment(moment: string, months: number): string {
  return `${addMonths(moment.slice(0, 10), months)}${moment.slice(10)}`;
}

/** The title with its year, and, half a year later, with the other term. */
function laterTitle(title: string, from: FiscalYear, to: FiscalYear, months: number): string {
  const dated = title
    .replaceAll(eraFiscalYear(from), eraFiscalYear(to))
    .replaceAll(new RegExp(`(?<!\\d)${from}(?!\\d)`, 'g'), String(to));
  if (months % 12 !== 6) return dated;
  const other: Readonly<Record<string, string>> = {
    前期: '後期',
    後期: '前期',
    上半期: '下半期',
    下半期: '上半期',
  };
  return dated.replace(/前期|後期|上半期|下半期/g, (term) => other[term] ?? term);
}

function allExceptions(course: FileCourse, session: FileSession, surroundings: Surroundings) {
  const key = session.venue ?? course.defaults?.venue;
  const venue = key === undefined ? undefined : surroundings.venue(key);
  return {
    holidays: true,
    yearEnd: surroundings.yearEnd,
    ...(venue?.closedOn && { closedOn: venue.closedOn }),
    periods: [
      ...surroundings.closures.map((closure) => ({ ...closure, kind: 'closure' as const })),
      ...(venue?.closures ?? []).map((closure) => ({ ...closure, kind: 'venue_closure' as const })),
    ],
  };
}
