import { addDays, addMonths, type CivilDate, shortTime, weekdayOf } from '../../shared/civil-time.js';
import { type FiscalYear, fiscalYearRange } from '../../shared/fiscal-year.js';
import type { ConflictKind } from '../domain/conflicts-kinds.js';
import { isForecast } from '../domain/date-exceptions.js';
import { type Holiday, holidayOn, isYearEnd } from '../domain/holidays.js';
import { WEEKDAYS, type Weekday } from '../domain/weekdays.js';
import { knownPeriod } from '../domain/within.js';
import type { PlanOrganization, PlanSession } from './plan-rows.js';

/** A session where it stands in the calendar. */
export interface CalendarEntry {
  readonly session: PlanSession;
  /** True on the days after its first. */
  readonly continued: boolean;
  /** Kinds of its conflicts that nobody has accepted. */
  readonly open: readonly ConflictKind[];
}

/** Why a house rests on a day: its closure's words, or null where none are given. */
export interface Rest {
  readonly kind: 'year_end' | 'closure';
  readonly organization: PlanOrganization;
  readonly reason: string | null;
}

export interface CalendarDay {
  readonly date: CivilDate;
  readonly holiday: (Holiday & { readonly forecast: boolean }) | null;
  readonly rests: readonly Rest[];
  readonly entries: readonly CalendarEntry[];
}

/** Sessions of a course that is held nearly daily, as one line of a month: those at the same times. */
export interface FrequentLine {
  readonly courseId: string;
  readonly programmeId: string;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly weekdays: readonly Weekday[];
  readonly entries: readonly CalendarEntry[];
}

export interface CalendarMonth {
  /** Its first day. */
  readonly first: CivilDate;
  readonly days: readonly CalendarDay[];
  readonly frequent: readonly FrequentLine[];
  /** Sessions of which only the month is known. */
  readonly undated: readonly PlanSession[];
}

export interface YearContents {
  readonly sessions: readonly PlanSession[];
  readonly undated: readonly PlanSession[];
  readonly organizations: readonly PlanOrganization[];
  readonly openKindsOf: (sessionId: string) => readonly ConflictKind[];
  readonly holidaysPublishedThrough: number;
}

/** A week in which a course is held on so many days is a full one. */
const FULL_WEEK_DAYS = 3;
/** So many full weeks, and no fewer than half of all its weeks, make a course a frequent one. */
const FULL_WEEKS = 4;
/** A session over more days than this is written on its first day only. */
const MOST_DAYS_WRITTEN = 14;

/** The twelve months of a fiscal year, April first. */
export function yearMonths(fiscalYear: FiscalYear, contents: YearContents): CalendarMonth[] {
  const { from, to } = fiscalYearRange(fiscalYear);
  const frequent = frequentCourses(contents.sessions);
  const entriesOn = new Map<CivilDate, CalendarEntry[]>();
  const frequentIn = new Map<string, CalendarEntry[]>();
  const add = <Key>(map: Map<Key, CalendarEntry[]>, key: Key, entry: CalendarEntry) => {
    const list = map.get(key);
    if (list) list.push(entry);
    else map.set(key, [entry]);
  };
  for (const session of contents.sessions) {
    const open = contents.openKindsOf(session.id);
    if (frequent.has(session.courseId)) {
      add(frequentIn, session.startsOn!.slice(0, 7), { session, continued: false, open });
      continue;
    }
    for (const [index, date] of writtenDays(session).entries()) {
      if (date >= from && date <= to) add(entriesOn, date, { session, continued: index > 0, open });
    }
  }
  return Array.from({ length: 12 }, (_, index) => {
    const first = addMonths(from, index);
    const month = first.slice(0, 7);
    return {
      first,
      days: daysOfMonth(first).map((date) => ({
        date,
        holiday: holidayWith(date, contents.holidaysPublishedThrough),
        rests: contents.organizations.flatMap((organization) => restOn(date, organization) ?? []),
        entries: entriesOn.get(date) ?? [],
      })),
      frequent: linesOf(frequentIn.get(month) ?? []),
      undated: contents.undated.filter((session) => monthKnownOf(session) === month),
    };
  });
}

/** `YYYY-MM` where that is all that is known of a session's date. */
export function monthKnownOf({ withinFrom, withinUntil }: PlanSession): string | null {
  if (withinFrom === null || withinUntil === null) return null;
  const period = knownPeriod({ from: withinFrom, until: withinUntil });
  return period.kind === 'month' ? period.month : null;
}

/** Courses that are held on three days of a week or more, most weeks: they would hide all the others. */
function frequentCourses(sessions: readonly PlanSession[]): ReadonlySet<string> {
  const weeks = new Map<string, Map<CivilDate, Set<CivilDate>>>();
  for (const { courseId, startsOn } of sessions) {
    if (startsOn === null) continue;
    const monday = addDays(startsOn, 1 - weekdayOf(startsOn));
    const own = weeks.get(courseId) ?? new Map<CivilDate, Set<CivilDate>>();
    weeks.set(courseId, own.set(monday, (own.get(monday) ?? new Set()).add(startsOn)));
  }
  const isFrequent = (own: ReadonlyMap<CivilDate, ReadonlySet<CivilDate>>) => {
    const full = [...own.values()].filter((days) => days.size >= FULL_WEEK_DAYS).length;
    return full >= FULL_WEEKS && full * 2 >= own.size;
  };
  return new Set([...weeks].filter(([, own]) => isFrequent(own)).map(([courseId]) => courseId));
}

function linesOf(entries: readonly CalendarEntry[]): FrequentLine[] {
  const lines = new Map<string, CalendarEntry[]>();
  for (const entry of entries) {
    const { courseId, startTime, endTime } = entry.session;
    const key = [courseId, startTime, endTime].join(' ');
    lines.set(key, [...(lines.get(key) ?? []), entry]);
  }
  return [...lines.values()].map((own) => {
    const { courseId, programmeId, startTime, endTime } = own[0]!.session;
    const held = new Set(own.map(({ session }) => weekdayOf(session.startsOn!)));
    return {
      courseId,
      programmeId,
      startTime: startTime && shortTime(startTime),
      endTime: endTime && shortTime(endTime),
      weekdays: WEEKDAYS.filter((_, index) => held.has(index + 1)),
      entries: own,
    };
  });
}

function writtenDays({ startsOn, endsOn }: PlanSession): CivilDate[] {
  const days = [startsOn!];
  while (endsOn !== null && days.at(-1)! < endsOn && days.length <= MOST_DAYS_WRITTEN)
    days.push(addDays(days.at(-1)!, 1));
  return days.length > MOST_DAYS_WRITTEN ? days.slice(0, 1) : days;
}

function daysOfMonth(first: CivilDate): CivilDate[] {
  const next = addMonths(first, 1);
  const days = [first];
  for (let day = addDays(first, 1); day < next; day = addDays(day, 1)) days.push(day);
  return days;
}

function holidayWith(date: CivilDate, publishedThrough: number): CalendarDay['holiday'] {
  const holiday = holidayOn(date);
  return holiday ? { ...holiday, forecast: isForecast(date, publishedThrough) } : null;
}

function restOn(date: CivilDate, organization: PlanOrganization): Rest | undefined {
  const closure = organization.closures.find(({ from, until = from }) => from <= date && date <= until);
  if (closure) return { kind: 'closure', organization, reason: closure.reason ?? null };
  const yearEnd = { from: organization.yearEndFrom, until: organization.yearEndUntil };
  return isYearEnd(date, yearEnd) ? { kind: 'year_end', organization, reason: null } : undefined;
}
