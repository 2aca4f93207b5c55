import {
  type CivilDate,
  type CivilTime,
  daysBetween,
  shortTime,
  weekdayOf,
} from '../../shared/civil-time.js';
import type { FiscalYear } from '../../shared/fiscal-year.js';
import type { Within } from './within.js';

/** A session as the annual table needs it; it serves `programmeId` and `alsoForIds`. */
export interface AnnualSession {
  readonly programmeId: string;
  readonly alsoForIds: readonly string[];
  readonly courseId: string;
  readonly number: number | null;
  readonly title: string | null;
  readonly topic: string | null;
  readonly format: string | null;
  readonly lecturer: string | null;
  readonly startsOn: CivilDate | null;
  readonly endsOn: CivilDate | null;
  readonly startTime: CivilTime | null;
  readonly endTime: CivilTime | null;
  readonly dateText: string | null;
  readonly within: Within | null;
  readonly status: 'scheduled' | 'cancelled';
  readonly cancelReason: string | null;
  readonly venue: string | null;
  readonly venueEn: string | null;
}

export interface AnnualTimes {
  /** Null: 時刻は未定. */
  readonly start: CivilTime | null;
  readonly end: CivilTime | null;
}

/** One line of the table: one date, or several that differ in nothing else. */
export interface AnnualEntry {
  /** Empty: the date is not known. */
  readonly dates: readonly { readonly date: CivilDate; readonly until: CivilDate | null }[];
  /** In the order of the day; one for most. */
  readonly times: readonly AnnualTimes[];
  readonly numbers: readonly number[];
  readonly session: Omit<AnnualSession, 'startsOn' | 'endsOn' | 'startTime' | 'endTime' | 'number'>;
  /** Ids of the other programmes that it serves. */
  readonly jointWith: readonly string[];
}

export interface AnnualMonth {
  /** `YYYY-MM` */
  readonly month: string;
  readonly entries: readonly AnnualEntry[];
}

/** What is open so often that its dates would drown the table: weekdays and times in their stead. */
export interface AnnualHabit {
  readonly slots: readonly { readonly weekdays: readonly number[]; readonly times: readonly AnnualTimes[] }[];
  readonly from: CivilDate;
  readonly until: CivilDate;
  /** Sessions that are not cancelled. */
  readonly sessions: number;
  readonly cancelled: readonly CivilDate[];
  readonly session: AnnualEntry['session'];
}

export interface AnnualColumn {
  /** April to March. */
  readonly months: readonly AnnualMonth[];
  /** Without a date and without one certain month. */
  readonly unplaced: readonly AnnualEntry[];
  readonly habits: readonly AnnualHabit[];
  /** Time and venue of most of its entries; null where none has any. */
  readonly usual: { readonly times: AnnualTimes | null; readonly venue: string | null };
}

/** Days of a week from which on a course is a habit, and weeks that it must last to be one. */
const HABIT_DAYS = 3;
const HABIT_WEEKS = 4;
/** Lines of one programme that fit a sheet with all their columns. */
const LINES = 24;

/** `YYYY-MM` from April to March. */
export function monthsOf(year: FiscalYear): string[] {
  return Array.from({ length: 12 }, (_, index) => {
    const month = ((index + 3) % 12) + 1;
    return `${month < 4 ? year + 1 : year}-${String(month).padStart(2, '0')}`;
  });
}

/**
 * The year of one programme, from its sessions of that year in any order. What is held on three days a week or more is
 * summed up in words; times of one day stand together; dates of a month that differ in nothing else do so where the
 * programme has more than a sheet holds, or where `isTight`.
 */
export function annualColumn(
  programmeId: string,
  sessions: readonly AnnualSession[],
  year: FiscalYear,
  isTight: boolean,
): AnnualColumn {
  const courses = Map.groupBy(sessions.toSorted(inTime), ({ courseId }) => courseId);
  const habits: AnnualHabit[] = [];
  const entries: AnnualEntry[] = [];
  for (const course of courses.values()) {
    const habit = habitOf(course);
    if (habit) habits.push(habit);
    entries.push(...entriesOf(habit ? course.filter(({ startsOn }) => !startsOn) : course, programmeId));
  }
  const dated = entries.filter(({ dates }) => dates.length > 0);
  const lines = isTight || entries.length > LINES ? folded(entries) : entries;
  const placed = lines.toSorted((one, other) => firstDay(one).localeCompare(firstDay(other)));
  return {
    months: monthsOf(year).map((month) => ({
      month,
      entries: placed.filter((entry) => monthOf(entry) === month),
    })),
    unplaced: placed.filter((entry) => monthOf(entry) === null),
    habits,
    usual: {
      times: mostFrequent(dated.flatMap(({ times }) => times).filter(({ start }) => start !== null)),
      venue: mostFrequent(dated.map(({ session }) => session.venue).filter((venue) => venue !== null)),
    },
  };
}

export type AnnualLayout = 'list' | 'months_down' | 'months_across';

/** One programme: a list with its own columns. A few: months as rows. More: months as columns, on the sheet's long side. */
export function annualLayout(programmes: number): AnnualLayout {
  if (programmes <= 1) return 'list';
  return programmes <= 4 ? 'months_down' : 'months_across';
}

function entriesOf(sessions: readonly AnnualSession[], programmeId: string): AnnualEntry[] {
  // 枠: times of the same day that differ in nothing else are one line. A session without a date is one of its own.
  const alike = Map.groupBy(
    sessions.map((session, index) => ({ session, index })),
    ({ session, index }) =>
      session.startsOn ? JSON.stringify([session.startsOn, session.endsOn, likenessOf(session)]) : index,
  );
  return [...alike.values()].map((group): AnnualEntry => {
    const all = group.map(({ session }) => session);
    const [first] = all as [AnnualSession];
    return {
      dates: first.startsOn ? [{ date: first.startsOn, until: first.endsOn }] : [],
      times: all.map(timesOf),
      numbers: all.flatMap(({ number }) => (number === null ? [] : [number])),
      session: first,
      jointWith: [first.programmeId, ...first.alsoForIds].filter((id) => id !== programmeId),
    };
  });
}

function folded(entries: readonly AnnualEntry[]): AnnualEntry[] {
  const alike = Map.groupBy(entries, (entry) =>
    JSON.stringify([monthOf(entry), entry.dates.length > 0, entry.times, likenessOf(entry.session)]),
  );
  return [...alike.values()].flatMap((group): readonly AnnualEntry[] => {
    const [first] = group as [AnnualEntry];
    if (first.dates.length === 0) return group;
    return [
      {
        ...first,
        dates: group.flatMap(({ dates }) => dates),
        numbers: group.flatMap(({ numbers }) => numbers),
      },
    ];
  });
}

/** Everything that a line shows besides date, time and number. */
function likenessOf(session: AnnualEntry['session']) {
  const { title, topic, format, lecturer, status, cancelReason, venue, alsoForIds, programmeId } = session;
  return [title, topic, format, lecturer, status, cancelReason, venue, alsoForIds, programmeId];
}

function habitOf(course: readonly AnnualSession[]): AnnualHabit | null {
  const dated = course.filter(
    (session): session is AnnualSession & { startsOn: string } => session.startsOn !== null,
  );
  const [first, last] = [dated[0], dated.at(-1)];
  if (!first || !last) return null;
  const weeks = Map.groupBy(new Set(dated.map(({ startsOn }) => startsOn)), weekOf);
  const perWeek = [...weeks.values()].map((days) => days.length).sort((one, other) => one - other);
  const median = perWeek[Math.floor(perWeek.length / 2)] ?? 0;
  if (weeks.size < HABIT_WEEKS || median < HABIT_DAYS) return null;
  const held = dated.filter(({ status }) => status === 'scheduled');
  return {
    slots: slotsOf(held),
    from: first.startsOn,
    until: last.startsOn,
    sessions: held.length,
    cancelled: dated.filter(({ status }) => status === 'cancelled').map(({ startsOn }) => startsOn),
    session: held[0] ?? first,
  };
}

/** Weekdays by their times: 月・水 10:00～12:00, 火 13:00～15:00. */
function slotsOf(sessions: readonly (AnnualSession & { startsOn: string })[]): AnnualHabit['slots'] {
  const byTimes = Map.groupBy(sessions, (session) => JSON.stringify(timesOf(session)));
  const byDays = Map.groupBy(byTimes, ([, group]) =>
    [...new Set(group.map(({ startsOn }) => weekdayOf(startsOn)))].sort().join(),
  );
  return [...byDays].map(([weekdays, groups]) => ({
    weekdays: weekdays.split(',').map(Number),
    times: groups.map(([times]) => JSON.parse(times) as AnnualTimes).sort(earlier),
  }));
}

/** Weeks from Monday to Sunday, counted from one that began long ago. */
function weekOf(date: CivilDate): number {
  return Math.floor(daysBetween('1900-01-01', date) / 7);
}

function timesOf({ startTime, endTime }: AnnualSession): AnnualTimes {
  return { start: startTime && shortTime(startTime), end: endTime && shortTime(endTime) };
}

function earlier(one: AnnualTimes, other: AnnualTimes): number {
  return (one.start ?? '').localeCompare(other.start ?? '');
}

function inTime(one: AnnualSession, other: AnnualSession): number {
  const key = ({ startsOn, startTime, within, number }: AnnualSession) =>
    `${startsOn ?? within?.from ?? '9999'} ${startTime ?? ''} ${String(number ?? 0).padStart(6, '0')}`;
  return key(one).localeCompare(key(other));
}

function firstDay({ dates, session }: AnnualEntry): CivilDate {
  return dates[0]?.date ?? session.within?.until ?? '9999-12-31';
}

/** `YYYY-MM` of its first date, or of the only month that is known of it; null where neither is. */
function monthOf({ dates, session: { within } }: AnnualEntry): string | null {
  if (dates[0]) return dates[0].date.slice(0, 7);
  return within && within.from.slice(0, 7) === within.until.slice(0, 7) ? within.from.slice(0, 7) : null;
}

function mostFrequent<T>(values: readonly T[]): T | null {
  const counted = Map.groupBy(values, (value) => JSON.stringify(value));
  const [most] = [...counted.values()].sort((one, other) => other.length - one.length);
  return most?.[0] ?? null;
}
