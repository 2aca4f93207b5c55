import type { CivilDate } from '../../shared/civil-time.js';
import type { FiscalYear } from '../../shared/fiscal-year.js';
import type { FileCourse, FilePath, FileSession, Loose } from './programme-file.js';
import {
  datesOf,
  LONGEST_PERIOD_MONTHS,
  monthsBetween,
  monthsOfFiscalYear,
  type Recurrence,
  type SkippedDate,
} from './recurrence.js';
import type { FileRule } from './rule-file.js';
import type { Surroundings } from './surroundings.js';

/** The most sessions that one rule may give. */
export const MOST_SESSIONS_OF_RULE = 1000;

/** One session of a course with its key and everything that defaults and rule add to it. */
export interface CourseSession {
  readonly key: string;
  readonly values: Loose<FileSession>;
  /** Where it stands, from the course: `['sessions', 2]` or `['rule']`. */
  readonly path: FilePath;
}

/** Why a rule gives no dates; `params` for the sentence. */
export interface RuleFault {
  /** Where the rule stands, from the course: `['rule']` or `['rule', 1]`. */
  readonly path: FilePath;
  readonly code:
    | 'rule_empty'
    | 'rule_needs_period'
    | 'until_before_from'
    | 'rule_too_long'
    | 'rule_without_dates'
    | 'rule_too_many'
    | 'unknown_same_dates'
    | 'same_dates_without_dates'
    | 'same_dates_circle';
  readonly params?: Readonly<Record<string, string | number>>;
}

/** The rules of a course with their places; a single one stands for itself. */
export function rulesOf(
  course: Loose<FileCourse>,
): { readonly rule: Loose<FileRule>; readonly path: FilePath }[] {
  const { rule } = course;
  if (rule === undefined) return [];
  if (!Array.isArray(rule)) return [{ rule: rule as Loose<FileRule>, path: ['rule'] }];
  return (rule as readonly (Loose<FileRule> | undefined)[]).flatMap((one, index) =>
    one ? [{ rule: one, path: ['rule', index] }] : [],
  );
}

/**
 * The sessions that the rules of a course give, in order; where several rules give the same date and start, the first one
 * does. A session's key is its date; slots, and a later rule's session on a date that has one already, add the start.
 */
export function sessionsOfRules(
  course: Loose<FileCourse>,
  fiscalYear: FiscalYear | undefined,
  surroundings: Surroundings,
): { sessions: CourseSession[]; skipped: SkippedDate[]; ruleFaults: RuleFault[] } {
  const skipped: SkippedDate[] = [];
  const ruleFaults: RuleFault[] = [];
  const byKey = new Map<string, CourseSession>();
  const rules = rulesOf(course);
  for (const { rule, path } of rules) {
    // A rule of which a faulty part was taken out says something else than its author meant.
    if (!isWhole(rule)) continue;
    const given = sessionsOfRule(rule as FileRule, { course, fiscalYear, surroundings, path });
    skipped.push(...given.skipped);
    if (given.fault) ruleFaults.push(given.fault);
    for (const session of given.sessions) {
      const { date, start } = session.values;
      const key = byKey.has(session.key) && start !== undefined ? `${date}T${start}` : session.key;
      const first = byKey.get(session.key);
      if (first && (start === undefined || first.values.start === start)) continue;
      if (!byKey.has(key)) byKey.set(key, { ...session, key });
    }
  }
  const sessions = [...byKey.values()].sort((a, b) => (placeInTime(a) < placeInTime(b) ? -1 : 1));
  const isNumbered = rules.some(({ rule }) => rule.numbered);
  return {
    sessions: isNumbered
      ? sessions.map((session, index) => ({ ...session, values: { ...session.values, number: index + 1 } }))
      : sessions,
    skipped: skipped.sort((a, b) => (a.date < b.date ? -1 : 1)),
    ruleFaults,
  };
}

interface RuleContext {
  readonly course: Loose<FileCourse>;
  readonly fiscalYear: FiscalYear | undefined;
  readonly surroundings: Surroundings;
  readonly path: FilePath;
}

function sessionsOfRule(
  rule: FileRule,
  context: RuleContext,
): { sessions: CourseSession[]; skipped: SkippedDate[]; fault?: RuleFault } {
  const recurrence = recurrenceOf(rule, context);
  if ('code' in recurrence) return { sessions: [], skipped: [], fault: recurrence };
  const { dates, skipped } = datesOf(recurrence);
  const { path } = context;
  const count = dates.length * (rule.slots?.length ?? 1);
  if (count === 0) return { sessions: [], skipped, fault: { path, code: 'rule_without_dates' } };
  if (count > MOST_SESSIONS_OF_RULE) {
    const params = { count, limit: MOST_SESSIONS_OF_RULE };
    return { sessions: [], skipped, fault: { path, code: 'rule_too_many', params } };
  }
  const { start, end, doorsOpen, durationText, venue, topic } = rule;
  const own = withoutUndefined({ start, end, doorsOpen, durationText, venue, topic });
  const sessions = dates.flatMap((date, index) =>
    (rule.slots ?? [undefined]).map((slot): CourseSession => {
      const turn = turnOf(rule, date, index, recurrence.from);
      const values = { date, ...own, ...turn, ...(slot && { start: slot.start, end: slot.end }) };
      return { key: slot ? `${date}T${slot.start}` : date, values, path };
    }),
  );
  return { sessions, skipped };
}

function turnOf(rule: FileRule, date: CivilDate, index: number, from: string): Loose<FileSession> {
  const { turns, by } = rule.alternate ?? { turns: [] };
  if (turns.length === 0) return {};
  const at = by === 'month' ? monthsBetween(from.slice(0, 7), date.slice(0, 7)) - 1 : index;
  return withoutUndefined({ ...turns[at % turns.length] });
}

function recurrenceOf(
  rule: FileRule,
  { course, fiscalYear, surroundings, path }: RuleContext,
): Recurrence | RuleFault {
  const { sameDatesAs, except, ...words } = rule;
  if (!rule.daily && !rule.weekly && !rule.monthly && !rule.monthDays && sameDatesAs === undefined)
    return { path, code: 'rule_empty' };
  const year = fiscalYear === undefined ? undefined : monthsOfFiscalYear(fiscalYear);
  const from = rule.from ?? year?.from;
  const until = rule.until ?? year?.until;
  if (from === undefined || until === undefined) return { path, code: 'rule_needs_period' };
  const months = monthsBetween(from.slice(0, 7), until.slice(0, 7));
  if (months < 1 || (from.length === until.length && until < from))
    return { path, code: 'until_before_from', params: { from, until } };
  if (months > LONGEST_PERIOD_MONTHS)
    return { path, code: 'rule_too_long', params: { months, limit: LONGEST_PERIOD_MONTHS } };
  const dates = sameDatesAs === undefined ? undefined : surroundings.datesOf(sameDatesAs);
  if (dates === 'unknown')
    return { path: [...path, 'sameDatesAs'], code: 'unknown_same_dates', params: { key: sameDatesAs! } };
  if (dates === 'circle')
    return { path: [...path, 'sameDatesAs'], code: 'same_dates_circle', params: { key: sameDatesAs! } };
  if (dates && !dates.some((date) => date >= from && date.slice(0, until.length) <= until))
    return {
      path: [...path, 'sameDatesAs'],
      code: 'same_dates_without_dates',
      params: { key: sameDatesAs!, from, until },
    };
  const published = surroundings.holidaysPublishedThrough;
  return {
    ...words,
    ...(dates && { dates }),
    from,
    until,
    except: exceptionsOf(rule, course, surroundings),
    ...(published !== undefined && { publishedThrough: published }),
  };
}

function exceptionsOf(
  { except = {}, venue: ownVenue }: FileRule,
  course: Loose<FileCourse>,
  surroundings: Surroundings,
): NonNullable<Recurrence['except']> {
  const key = ownVenue ?? course.defaults?.venue;
  const venue = key === undefined || except.closures === false ? undefined : surroundings.venue(key);
  const closures = except.closures === false ? [] : surroundings.closures;
  return {
    ...(except.holidays && { holidays: true }),
    ...(except.yearEnd && { yearEnd: surroundings.yearEnd }),
    ...(except.dates && { dates: except.dates }),
    ...(venue?.closedOn && { closedOn: venue.closedOn }),
    periods: [
      ...(except.periods ?? []).map((period) => ({ ...period, kind: 'period' as const })),
      ...closures.map((closure) => ({ ...closure, kind: 'closure' as const })),
      ...(venue?.closures ?? []).map((closure) => ({ ...closure, kind: 'venue_closure' as const })),
    ],
  };
}

function placeInTime({ values, key }: CourseSession): string {
  return `${values.date} ${values.start ?? ''} ${key}`;
}

function withoutUndefined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** False where a faulty value was taken out of this one: its key is there, without a value. */
function isWhole(value: unknown): boolean {
  if (value === undefined) return false;
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isWhole);
}
