import { type FiscalYear, fiscalYearOf } from '../../shared/fiscal-year.js';
import type { FileCourse, FileSession, Loose } from './programme-file.js';
import type { SkippedDate } from './recurrence.js';
import { type CourseSession, type RuleFault, rulesOf, sessionsOfRules } from './rule-sessions.js';
import { NO_SURROUNDINGS, type Surroundings } from './surroundings.js';
import { isWithin } from './within.js';

/** Fields that a session takes from the course's defaults where it says nothing itself. */
const DEFAULTED = [
  'venue',
  'start',
  'end',
  'doorsOpen',
  'format',
  'lecturer',
  'durationText',
  'timeZone',
] as const;

/** First calendar year of the course's fiscal year: as stated, else that of its first date; undefined where nothing tells. */
export function fiscalYearOfCourse(course: Loose<FileCourse>): FiscalYear | undefined {
  if (course.fiscalYear !== undefined) return course.fiscalYear;
  const sessions = course.sessions ?? [];
  const dates = sessions.flatMap((session) => session?.date ?? []).sort();
  const starts = rulesOf(course).flatMap(({ rule }) => rule.from ?? []);
  const months = sessions.flatMap((session) => session?.within ?? []).filter(isWithin);
  const first = dates[0] ?? starts.sort()[0] ?? months.sort()[0];
  return first === undefined ? undefined : fiscalYearOf(`${first.slice(0, 7)}-${first.slice(8, 10) || '01'}`);
}

export interface CourseSessions {
  readonly sessions: CourseSession[];
  readonly skipped: SkippedDate[];
  readonly ruleFaults: readonly RuleFault[];
}

/**
 * All sessions of a course: those its rules give, and those written out. One that is written out under the key of one that
 * a rule gives takes its place (moved, cancelled, with a topic of its own) and keeps what it does not say. A session
 * without key is known by its number, else by its date, with the start where several fall on one day.
 */
export function sessionsOf(
  course: Loose<FileCourse>,
  surroundings: Surroundings = NO_SURROUNDINGS,
): CourseSessions {
  const ruled = sessionsOfRules(course, fiscalYearOfCourse(course), surroundings);
  const byKey = new Map(
    ruled.sessions.map((session) => [
      session.key,
      { ...session, values: withDefaults(session.values, course) },
    ]),
  );
  const written = (course.sessions ?? []).flatMap((session, index): CourseSession[] => {
    const key = session && keyOf(session, course);
    if (!session || key === undefined) return [];
    const replaced = byKey.get(key);
    byKey.delete(key);
    if (session.status === 'left_out') return [];
    // One without a date is undated, whatever date the rule would give it.
    const { date: _, ...given } = replaced?.values ?? {};
    const values = withoutFields(withDefaults({ ...given, ...session }, course), session);
    return [{ key, values, path: ['sessions', index] }];
  });
  return { ...ruled, sessions: [...written, ...byKey.values()] };
}

function keyOf(session: Loose<FileSession>, course: Loose<FileCourse>): string | undefined {
  if (session.key !== undefined) return session.key;
  if (session.number !== undefined) return String(session.number);
  if (session.undated !== undefined) return 'undated';
  if (session.date === undefined) return session.within;
  const start = session.start ?? course.defaults?.start;
  const sameDay = (course.sessions ?? []).filter(
    (other) => other && other.date === session.date && other.key === undefined && other.number === undefined,
  );
  const hasSlots = rulesOf(course).some(({ rule }) => rule.slots !== undefined);
  const needsStart = sameDay.length > 1 || hasSlots;
  return needsStart && start !== undefined ? `${session.date}T${start}` : session.date;
}

/** What the session goes without is left out, unless it says it itself. */
function withoutFields(values: Loose<FileSession>, session: Loose<FileSession>): Loose<FileSession> {
  const left = new Set<string>((session.without ?? []).flatMap((field) => field ?? []));
  if (left.size === 0) return values;
  return Object.fromEntries(Object.entries(values).filter(([field]) => field in session || !left.has(field)));
}

function withDefaults(session: Loose<FileSession>, course: Loose<FileCourse>): Loose<FileSession> {
  const defaults = course.defaults ?? {};
  const values: Record<string, unknown> = { ...session };
  for (const field of DEFAULTED) {
    // Only where the session is silent: a faulty value of its own must not be hidden by a default.
    if (!(field in values) && defaults[field] !== undefined) values[field] = defaults[field];
  }
  return values as Loose<FileSession>;
}
