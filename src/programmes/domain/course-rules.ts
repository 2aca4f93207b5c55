import { type CivilDate, weekdayOf } from '../../shared/civil-time.js';
import type { FileClosure } from './closure-file.js';
import { type CourseSessions, fiscalYearOfCourse } from './course-sessions.js';
import { endBeforeStart, skippedTimeFindings, timeFindings } from './course-times.js';
import { nearestOf } from './nearest.js';
import type { FileCourse, FileFinding, FilePath, FilePool, FileSession, Loose } from './programme-file.js';
import { WEEKDAYS } from './recurrence.js';
import { modeFindings } from './registering-modes.js';
import { keptFindings, registeringFindings } from './registering-rules.js';
import type { FileRule } from './rule-file.js';
import { type CourseSession, rulesOf } from './rule-sessions.js';

const JAPANESE_WEEKDAYS = ['月', '火', '水', '木', '金', '土', '日'];

/** What a course may refer to in its file. */
export interface Town {
  readonly venueKeys: ReadonlySet<string>;
  readonly programmeKeys: ReadonlySet<string>;
  readonly timeZone: string;
  sessionsOf(course: Loose<FileCourse>): CourseSessions;
}

/** What is wrong within one course, beyond what the schema sees; paths start at the course. */
export function courseFindings(
  course: Loose<FileCourse>,
  { venueKeys, programmeKeys, timeZone, sessionsOf }: Town,
): FileFinding[] {
  const { sessions, ruleFaults } = sessionsOf(course);
  const written = sessions.filter((session) => session.path[0] === 'sessions');
  return [
    ...ruleFaults,
    ...(ruleFaults.length > 0 ? [] : yearFindings(course)),
    ...registeringFindings(course),
    ...modeFindings(course, ruleFaults.length > 0 ? [] : sessions),
    ...venueFindings(course, venueKeys),
    ...poolFindings(course.pools, ['pools']),
    ...written.flatMap((session) => sessionFindings(session)),
    ...timeFindings(course, sessions),
    ...skippedTimeFindings(sessions, timeZone),
    ...rulesOf(course).flatMap(({ rule, path }) => ruleFindings(rule, path)),
    ...alsoForFindings(course, programmeKeys),
    ...repeatedSessions(written),
  ];
}

/** A finding for each entry whose id an earlier entry has already; entries without id are passed over. */
export function repeated<Id extends string | number>(
  entries: readonly { readonly id: Id | undefined; readonly path: FilePath }[],
  finding: (id: Id, path: FilePath) => FileFinding,
): FileFinding[] {
  const seen = new Set<Id>();
  return entries.flatMap(({ id, path }) => {
    if (id === undefined) return [];
    if (seen.has(id)) return [finding(id, path)];
    seen.add(id);
    return [];
  });
}

/** A finding where a key refers to nothing; names the nearest that exists. */
export function dangling(
  key: string,
  known: ReadonlySet<string>,
  code: string,
  path: FilePath,
): FileFinding[] {
  if (known.has(key)) return [];
  const near = nearestOf(key, known);
  return [near ? { path, code: `${code}_near`, params: { key, near } } : { path, code, params: { key } }];
}

function repeatedSessions(written: readonly CourseSession[]): FileFinding[] {
  const numbers = repeated(
    written.map((session) => ({ id: session.values.number, path: [...session.path, 'number'] })),
    (number, path) => ({ path, code: 'duplicate_number', params: { number } }),
  );
  // A session is known by its number where it has no key: the same slip is not told twice.
  const told = new Set(numbers.map((finding) => finding.path[1]));
  const keys = repeated(
    written.map((session) => ({ id: session.key, path: session.path })),
    (key, path) => ({ path, code: 'duplicate_session', params: { key } }),
  );
  return [...numbers, ...keys.filter((finding) => !told.has(finding.path[1] as number))];
}

function yearFindings(course: Loose<FileCourse>): FileFinding[] {
  // A faulty date or year has a fault of its own already.
  const tells =
    'fiscalYear' in course ||
    (course.sessions ?? []).some((session) => !session || 'date' in session || 'within' in session) ||
    rulesOf(course).some(({ rule }) => 'from' in rule);
  if (tells || fiscalYearOfCourse(course) !== undefined) return [];
  return [{ path: [], code: 'fiscal_year_needed' }];
}

function venueFindings(course: Loose<FileCourse>, known: ReadonlySet<string>): FileFinding[] {
  const named: { venue: string | undefined; path: FilePath }[] = [
    { venue: course.defaults?.venue, path: ['defaults', 'venue'] },
    ...rulesOf(course).map(({ rule, path }) => ({ venue: rule.venue, path: [...path, 'venue'] })),
    ...(course.sessions ?? []).map((session, index) => ({
      venue: session?.venue,
      path: ['sessions', index, 'venue'],
    })),
  ];
  return named.flatMap(({ venue, path }) =>
    venue === undefined ? [] : dangling(venue, known, 'unknown_venue', path),
  );
}

function poolFindings(
  pools: readonly (Loose<FilePool> | undefined)[] | undefined,
  path: FilePath,
): FileFinding[] {
  return repeated(
    (pools ?? []).map((pool, index) => ({ id: pool?.key, path: [...path, index, 'key'] })),
    (key, at) => ({ path: at, code: 'duplicate_key_of_pool', params: { key } }),
  );
}

/** Times and periods of a rule that cannot be. */
function ruleFindings(rule: Loose<FileRule>, path: FilePath): FileFinding[] {
  const slots = rule.slots ?? [];
  const endFinding = (start: string | undefined, end: string | undefined, at: FilePath) =>
    start !== undefined && end !== undefined && end <= start ? [endBeforeStart(start, end, at)] : [];
  return [
    ...endFinding(rule.start, rule.end, [...path, 'end']),
    ...slots.flatMap((slot, index) => endFinding(slot?.start, slot?.end, [...path, 'slots', index, 'end'])),
    ...repeated(
      slots.map((slot, index) => ({ id: slot?.start, path: [...path, 'slots', index, 'start'] })),
      (start, at) => ({ path: at, code: 'duplicate_slot', params: { start } }),
    ),
    ...closureFindings(rule.except?.periods, [...path, 'except', 'periods']),
    ...(rule.everyWeeks !== undefined && !('weekly' in rule)
      ? [{ path: [...path, 'everyWeeks'], code: 'every_weeks_without_weekly', atKey: true }]
      : []),
  ];
}

/** Closures that end before they begin. */
export function closureFindings(
  closures: readonly (Loose<FileClosure> | undefined)[] | undefined,
  path: FilePath,
): FileFinding[] {
  return (closures ?? []).flatMap((closure, index) => {
    const { from, until } = closure ?? {};
    if (from === undefined || until === undefined || until >= from) return [];
    return [{ path: [...path, index, 'until'], code: 'until_before_from', params: { from, until } }];
  });
}

function alsoForFindings(course: Loose<FileCourse>, known: ReadonlySet<string>): FileFinding[] {
  const lists = [
    { keys: course.alsoFor, path: ['alsoFor'] as FilePath },
    ...(course.sessions ?? []).map((session, index) => ({
      keys: session?.alsoFor,
      path: ['sessions', index, 'alsoFor'] as FilePath,
    })),
  ];
  return lists.flatMap(({ keys, path }) =>
    (keys ?? []).flatMap((key, index) =>
      key === undefined ? [] : dangling(key, known, 'unknown_programme', [...path, index]),
    ),
  );
}

function sessionFindings({ values, path }: CourseSession): FileFinding[] {
  const at = [...path, 'pools'];
  return [
    ...dateFindings(values, path),
    ...poolFindings(values.pools, at),
    ...keptFindings(values.pools, at),
  ];
}

function dateFindings(
  { date, endDate, weekday, undated, within }: Loose<FileSession>,
  path: FilePath,
): FileFinding[] {
  if (date === undefined) {
    return (undated ?? within) !== undefined && endDate !== undefined
      ? [{ path: [...path, 'endDate'], code: 'end_date_without_date' }]
      : [];
  }
  return [
    ...(endDate !== undefined && endDate < date
      ? [{ path: [...path, 'endDate'], code: 'end_date_before_date', params: { date, end: endDate } }]
      : []),
    ...(weekday !== undefined && !weekdayWords(date).includes(weekday)
      ? [
          {
            path: [...path, 'weekday'],
            code: 'weekday_differs',
            params: { date, written: weekday, weekday: weekdayOf(date) },
          },
        ]
      : []),
  ];
}

function weekdayWords(date: CivilDate): string[] {
  const index = weekdayOf(date) - 1;
  return [JAPANESE_WEEKDAYS[index]!, WEEKDAYS[index]!];
}
