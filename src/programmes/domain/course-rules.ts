import {
  type CivilDate,
  isCivilDate,
  isCivilTime,
  isOnClock,
  isTimeZone,
  weekdayOf,
} from '../../shared/civil-time.js';
import { type CourseSession, fiscalYearOfCourse, sessionsOf } from './course-sessions.js';
import { nearestOf } from './nearest.js';
import type { FileCourse, FileFinding, FilePath, FilePool, FileSession, Loose } from './programme-file.js';
import { WEEKDAYS } from './recurrence.js';

const JAPANESE_WEEKDAYS = ['月', '火', '水', '木', '金', '土', '日'];

/** What is wrong within one course, beyond what the schema sees; paths start at the course. */
export function courseFindings(
  course: Loose<FileCourse>,
  { venueKeys, timeZone }: { readonly venueKeys: ReadonlySet<string>; readonly timeZone: string },
): FileFinding[] {
  const { sessions, ruleFault } = sessionsOf(course);
  const written = sessions.filter((session) => session.path[0] === 'sessions');
  return [
    ...(ruleFault ? [{ path: ['rule'], ...ruleFault }] : []),
    ...(ruleFault ? [] : yearFindings(course)),
    ...registrationFindings(course),
    ...venueFindings(course, venueKeys),
    ...poolFindings(course.pools, ['pools']),
    ...written.flatMap((session) => sessionFindings(session)),
    ...timeFindings(course, sessions),
    ...skippedTimeFindings(sessions, timeZone),
    ...slotFindings(course),
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
    'fiscalYear' in course || (course.sessions ?? []).some((session) => !session || 'date' in session);
  if (tells || course.rule?.from !== undefined || fiscalYearOfCourse(course) !== undefined) return [];
  return [{ path: [], code: 'fiscal_year_needed' }];
}

function registrationFindings(course: Loose<FileCourse>): FileFinding[] {
  const { opens, closes } = course.registration ?? {};
  if (opens === undefined || closes === undefined) return [];
  const last = closes.length === 10 ? `${closes}T24:00` : closes;
  if (last > opens) return [];
  return [{ path: ['registration', 'closes'], code: 'closes_before_opens', params: { opens, closes } }];
}

function venueFindings(course: Loose<FileCourse>, known: ReadonlySet<string>): FileFinding[] {
  const named: { venue: string | undefined; path: FilePath }[] = [
    { venue: course.defaults?.venue, path: ['defaults', 'venue'] },
    { venue: course.rule?.venue, path: ['rule', 'venue'] },
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

function slotFindings(course: Loose<FileCourse>): FileFinding[] {
  const slots = course.rule?.slots ?? [];
  return [
    ...slots.flatMap((slot, index) =>
      slot?.start !== undefined && slot.end !== undefined && slot.end <= slot.start
        ? [endBeforeStart(slot.start, slot.end, ['rule', 'slots', index, 'end'])]
        : [],
    ),
    ...repeated(
      slots.map((slot, index) => ({ id: slot?.start, path: ['rule', 'slots', index, 'start'] })),
      (start, path) => ({ path, code: 'duplicate_slot', params: { start } }),
    ),
  ];
}

function sessionFindings({ values, path }: CourseSession): FileFinding[] {
  return [...dateFindings(values, path), ...poolFindings(values.pools, [...path, 'pools'])];
}

/** Times that cannot be, each told once: where the course's defaults are wrong, not in every session that takes them. */
function timeFindings(course: Loose<FileCourse>, sessions: readonly CourseSession[]): FileFinding[] {
  const found = new Map<string, FileFinding>();
  for (const { values, path } of sessions) {
    const { date, endDate, start, end, doorsOpen } = values;
    if (start === undefined || (path[0] === 'rule' && course.rule?.slots)) continue;
    const own = course.sessions?.[path[1] as number];
    const at = (field: 'end' | 'doorsOpen') =>
      path[0] === 'sessions' && own && ('start' in own || field in own)
        ? [...path, field]
        : ['defaults', field];
    const severalDays = date !== undefined && endDate !== undefined && endDate > date;
    const findings = [
      ...(end !== undefined && end <= start && !severalDays ? [endBeforeStart(start, end, at('end'))] : []),
      ...(doorsOpen !== undefined && doorsOpen > start
        ? [{ path: at('doorsOpen'), code: 'doors_after_start', params: { doors: doorsOpen, start } }]
        : []),
    ];
    for (const finding of findings) found.set(finding.path.join('/'), finding);
  }
  return [...found.values()];
}

/** Starts and ends that the zone's clocks skip on their day, when summer time begins. */
function skippedTimeFindings(sessions: readonly CourseSession[], timeZoneOfTown: string): FileFinding[] {
  return sessions.flatMap(({ values, path }) => {
    const { date, endDate, start, end, timeZone = timeZoneOfTown } = values;
    if (date === undefined || !isCivilDate(date) || !isTimeZone(timeZone)) return [];
    const times = [
      { day: date, time: start },
      { day: endDate !== undefined && isCivilDate(endDate) ? endDate : date, time: end },
    ];
    return times.flatMap(({ day, time }) =>
      time === undefined || !isCivilTime(time) || isOnClock(day, time, timeZone)
        ? []
        : [{ path, code: 'skipped_time', params: { time, date: day, zone: timeZone } }],
    );
  });
}

function dateFindings(
  { date, endDate, weekday, undated }: Loose<FileSession>,
  path: FilePath,
): FileFinding[] {
  if (date === undefined) {
    return undated !== undefined && endDate !== undefined
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

function endBeforeStart(start: string, end: string, path: FilePath): FileFinding {
  return { path, code: 'end_before_start', params: { start, end } };
}
