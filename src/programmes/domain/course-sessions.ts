import { type FiscalYear, fiscalYearOf } from '../../shared/fiscal-year.js';
import type { FileCourse, FilePath, FileRule, FileSession, Loose } from './programme-file.js';
import {
  datesOf,
  LONGEST_PERIOD_MONTHS,
  monthsBetween,
  monthsOfFiscalYear,
  type Recurrence,
  type SkippedDate,
} from './recurrence.js';

/** The most sessions that one rule may give. */
const MOST_SESSIONS_OF_RULE = 1000;

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

/** One session of a course with its key and everything that defaults and rule add to it. */
export interface CourseSession {
  readonly key: string;
  readonly values: Loose<FileSession>;
  /** Where it stands, from the course: `['sessions', 2]` or `['rule']`. */
  readonly path: FilePath;
}

/** Why a rule gives no dates; `params` for the sentence. */
export interface RuleFault {
  readonly code:
    | 'rule_empty'
    | 'rule_needs_period'
    | 'until_before_from'
    | 'rule_too_long'
    | 'rule_without_dates'
    | 'rule_too_many';
  readonly params?: Readonly<Record<string, string | number>>;
}

/** First calendar year of the course's fiscal year: as stated, else that of its first date; undefined where nothing tells. */
export function fiscalYearOfCourse(course: Loose<FileCourse>): FiscalYear | undefined {
  if (course.fiscalYear !== undefined) return course.fiscalYear;
  const dates = (course.sessions ?? []).flatMap((session) => session?.date ?? []).sort();
  const first = dates[0] ?? (course.rule?.from && `${course.rule.from}-01`);
  return first === undefined ? undefined : fiscalYearOf(first);
}

/**
 * All sessions of a course: those its rule gives, and those written out. One that is written out under the key of one that
 * the rule gives takes its place (moved, cancelled, with a topic of its own) and keeps what it does not say. A session
 * without key is known by its number, else by its date, with the start where several fall on one day.
 */
export function sessionsOf(course: Loose<FileCourse>): {
  readonly sessions: CourseSession[];
  readonly skipped: SkippedDate[];
  readonly ruleFault?: RuleFault;
} {
  const ruled = course.rule ? sessionsOfRule(course.rule, course) : { sessions: [], skipped: [] };
  const byKey = new Map(ruled.sessions.map((session) => [session.key, session]));
  const written = (course.sessions ?? []).flatMap((session, index): CourseSession[] => {
    const key = session && keyOf(session, course);
    if (key === undefined) return [];
    const replaced = byKey.get(key);
    byKey.delete(key);
    return [
      { key, values: withDefaults({ ...replaced?.values, ...session }, course), path: ['sessions', index] },
    ];
  });
  return { ...ruled, sessions: [...written, ...byKey.values()] };
}

function sessionsOfRule(
  rule: Loose<FileRule>,
  course: Loose<FileCourse>,
): { sessions: CourseSession[]; skipped: SkippedDate[]; ruleFault?: RuleFault } {
  // A rule of which a faulty part was taken out says something else than its author meant.
  if (!isWhole(rule)) return { sessions: [], skipped: [] };
  const recurrence = recurrenceOf(rule as FileRule, fiscalYearOfCourse(course));
  if ('code' in recurrence) return { sessions: [], skipped: [], ruleFault: recurrence };
  const { dates, skipped } = datesOf(recurrence);
  const slots = (rule as FileRule).slots;
  const count = dates.length * (slots?.length ?? 1);
  if (count === 0) return { sessions: [], skipped, ruleFault: { code: 'rule_without_dates' } };
  if (count > MOST_SESSIONS_OF_RULE) {
    return {
      sessions: [],
      skipped,
      ruleFault: { code: 'rule_too_many', params: { count, limit: MOST_SESSIONS_OF_RULE } },
    };
  }
  const own = { ...(rule.venue && { venue: rule.venue }), ...(rule.topic && { topic: rule.topic }) };
  const sessions = dates.flatMap((date) =>
    (slots ?? [undefined]).map((slot): CourseSession => {
      const values = withDefaults(
        { date, ...own, ...(slot && { start: slot.start, end: slot.end }) },
        course,
      );
      return { key: slot ? `${date}T${slot.start}` : date, values, path: ['rule'] };
    }),
  );
  return { sessions, skipped };
}

function recurrenceOf(rule: FileRule, fiscalYear: FiscalYear | undefined): Recurrence | RuleFault {
  if (!rule.monthly && !rule.weekly) return { code: 'rule_empty' };
  const year = fiscalYear === undefined ? undefined : monthsOfFiscalYear(fiscalYear);
  const from = rule.from ?? year?.from;
  const until = rule.until ?? year?.until;
  if (from === undefined || until === undefined) return { code: 'rule_needs_period' };
  const months = monthsBetween(from, until);
  if (months < 1) return { code: 'until_before_from', params: { from, until } };
  if (months > LONGEST_PERIOD_MONTHS)
    return { code: 'rule_too_long', params: { months, limit: LONGEST_PERIOD_MONTHS } };
  return { ...rule, from, until };
}

function keyOf(session: Loose<FileSession>, course: Loose<FileCourse>): string | undefined {
  if (session.key !== undefined) return session.key;
  if (session.number !== undefined) return String(session.number);
  if (session.undated !== undefined) return 'undated';
  if (session.date === undefined) return undefined;
  const start = session.start ?? course.defaults?.start;
  const sameDay = (course.sessions ?? []).filter(
    (other) => other && other.date === session.date && other.key === undefined && other.number === undefined,
  );
  const needsStart = sameDay.length > 1 || course.rule?.slots !== undefined;
  return needsStart && start !== undefined ? `${session.date}T${start}` : session.date;
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

/** False where a faulty value was taken out of this one: its key is there, without a value. */
function isWhole(value: unknown): boolean {
  if (value === undefined) return false;
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isWhole);
}
