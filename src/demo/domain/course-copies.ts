import { sessionsOf } from '../../programmes/domain/course-sessions.js';
import type { FileCourse, FileSession } from '../../programmes/domain/programme-file.js';
import { addDays, addMonths, type CivilDate, daysBetween } from '../../shared/civil-time.js';
import { type FiscalYear, fiscalYearOf } from '../../shared/fiscal-year.js';
import { type DemoCourse, exceptionOf } from './demo-terms.js';
import { movedPools, movedRegistration } from './moved-registering.js';

/** Days since the running term began, and days until the coming one begins: the nearest whole week beyond them is taken. */
const RUNNING_FOR = 42;
const COMING_IN = 21;

/** How the demo treats a course: `past` has its figures, `running` and `coming` also people who will come. */
export type CourseRole = 'past' | 'running' | 'coming';

const COPY = 'sample-';

/** What a copy's title is made of: its fiscal year and, for a term, the month in which it begins (1 to 12). */
export interface CopyTitle {
  readonly year: FiscalYear;
  readonly month: number | undefined;
  readonly sessions: number;
}

export type TitleOf = (copy: CopyTitle) => { readonly title: string; readonly titleEn: string };

/**
 * The copies of a course for a demo that begins on `today`: one in each past year that the original is not in, the
 * running and the coming one. All dates of a copy are moved by the same number of whole weeks, so weekdays and gaps stay.
 * None where the course has no pace or no dated session.
 */
export function copiesOf(
  original: FileCourse,
  demo: DemoCourse,
  pastYears: readonly FiscalYear[],
  today: CivilDate,
  titleOf: TitleOf,
): FileCourse[] {
  const sessions = datedSessionsOf(original);
  const first = sessions[0]?.date;
  if (!demo.pace || !first) return [];
  const copy = (key: string, weeks: number) => movedBy(weeks, key, original, sessions, demo, titleOf);
  const year = fiscalYearOf(first);
  const past = pastYears.filter((pastYear) => pastYear !== year);
  const { running, coming } = weeksUntil(first, demo.pace, today);
  return [
    ...past.map((pastYear) => copy(`${COPY}${pastYear}`, weeksOfYears(first, pastYear - year))),
    copy(`${COPY}running`, running),
    copy(`${COPY}coming`, coming),
  ];
}

/** Keys of the courses that the demo fills: the original, and the copies that `copiesOf` may have made. */
export function coursesOf(
  demo: DemoCourse,
  pastYears: readonly FiscalYear[],
): { readonly key: string; readonly role: CourseRole }[] {
  return [
    { key: demo.course, role: 'past' },
    ...pastYears.map((year) => ({ key: `${COPY}${year}`, role: 'past' as const })),
    { key: `${COPY}running`, role: 'running' },
    { key: `${COPY}coming`, role: 'coming' },
  ];
}

/** True where requests for a course still wait for staff or a lottery to decide on them. */
export function isDecidedLater(demo: DemoCourse, role: CourseRole): boolean {
  const { approval, lottery } = demo.coming?.registration ?? demo.registration ?? {};
  return role === 'coming' && (approval === true || lottery !== undefined);
}

/** True for the key of a copy. */
export function isCopy(key: string): boolean {
  return key.startsWith(COPY);
}

/** Whole weeks, negative into the past, by which a course that begins on `first` moves to be the running and the coming one. */
export function weeksUntil(
  first: CivilDate,
  pace: 'term' | 'year',
  today: CivilDate,
): { readonly running: number; readonly coming: number } {
  if (pace === 'year') {
    const years = fiscalYearOf(today) - fiscalYearOf(first);
    return { running: weeksOfYears(first, years), coming: weeksOfYears(first, years + 1) };
  }
  return {
    running: Math.floor(daysBetween(first, addDays(today, -RUNNING_FOR)) / 7),
    coming: Math.ceil(daysBetween(first, addDays(today, COMING_IN)) / 7),
  };
}

/** The whole weeks nearest to this many years from `first`: the third Saturday of a month mostly stays the third. */
function weeksOfYears(first: CivilDate, years: number): number {
  return Math.round(daysBetween(first, addMonths(first, 12 * years)) / 7);
}

/** Sessions in order of date, with everything that defaults and rule add; a rule's date is no longer part of the key. */
function datedSessionsOf(course: FileCourse): (FileSession & { readonly date: CivilDate })[] {
  return sessionsOf(course)
    .sessions.map(({ values }) => values as FileSession)
    .filter((session): session is FileSession & { date: CivilDate } => session.date !== undefined)
    .sort((a, b) => `${a.date}T${a.start ?? ''}`.localeCompare(`${b.date}T${b.start ?? ''}`));
}

function movedBy(
  weeks: number,
  key: string,
  original: FileCourse,
  sessions: readonly (FileSession & { readonly date: CivilDate })[],
  demo: DemoCourse,
  titleOf: TitleOf,
): FileCourse {
  const move = (date: CivilDate) => addDays(date, 7 * weeks);
  const { registration = demo.registration, pools = demo.pools ?? original.pools } =
    (key === `${COPY}coming` && demo.coming) || {};
  const first = move((sessions[0] as { date: CivilDate }).date);
  const year = fiscalYearOf(first);
  return {
    key,
    ...titleOf({
      year,
      month: demo.pace === 'term' ? Number(first.slice(5, 7)) : undefined,
      sessions: sessions.length,
    }),
    fiscalYear: year,
    ...(registration && { registration: movedRegistration(registration, 7 * weeks) }),
    ...(pools && { pools: movedPools(pools, 7 * weeks) }),
    sessions: sessions.map((session, index) => {
      const cancelled = key === `${COPY}${year}` ? exceptionOf(demo, year, index + 1)?.cancelled : undefined;
      return {
        ...session,
        date: move(session.date),
        ...(session.endDate && { endDate: move(session.endDate) }),
        ...(cancelled && { status: 'cancelled' as const, cancelReason: cancelled }),
      };
    }),
  };
}
