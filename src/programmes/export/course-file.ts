import type { Course } from '../course.entity.js';
import { sessionsOf } from '../domain/course-sessions.js';
import type { FileCourse, FileSession } from '../domain/programme-file.js';
import type { Surroundings } from '../domain/surroundings.js';
import { isSame } from '../import/asked.js';
import { courseParts, DEFAULT_POOLS, seatsOf } from '../import/course-records.js';
import { fieldsThatDiffer } from '../import/differences.js';
import type { Programme } from '../programme.entity.js';
import type { Session } from '../session.entity.js';
import { joinable, registrationFile } from './registering-words.js';
import { scheduleFile } from './schedule-file.js';
import { poolFile, sessionFile } from './session-file.js';
import { stated } from './stated.js';
import type { YearRows } from './year-rows.js';

/** What a course is written with: its programme, and everything that its sessions refer to. */
export interface CourseSetting {
  readonly rows: YearRows;
  readonly programme: Programme;
  readonly surroundings: Surroundings;
  readonly venueKeys: ReadonlyMap<string, string>;
  readonly programmeKeys: ReadonlyMap<string, string>;
}

/** A course without its sessions: how one registers, and the schedule as it is kept. */
export function courseHead(course: Course, timeZone: string): FileCourse {
  const { alsoFor, pools, defaults, rule } = scheduleFile(course.schedule);
  return stated<FileCourse>({
    key: course.key,
    title: course.title,
    titleEn: course.titleEn,
    fiscalYear: course.fiscalYear,
    notes: course.notes,
    registration: registrationFile(course, timeZone),
    completion: course.completion && { atLeast: course.completion.atLeast },
    ...{ alsoFor, pools, defaults, rule },
  });
}

/**
 * A course with its sessions. What its rule gives as it is stands in the rule alone; every other session is written out
 * under its key, and what the rule gives but is not there is marked `left_out`.
 */
export function courseFile(course: Course, setting: CourseSetting): FileCourse {
  const { rows, venueKeys, programmeKeys, surroundings } = setting;
  const { timeZone } = rows.organization;
  const head = courseHead(course, timeZone);
  const { defaults = {}, alsoFor = [] } = head;
  const pools = (head.pools ?? DEFAULT_POOLS).map((pool) => poolFile(seatsOf(pool, timeZone), timeZone));
  const values = new Map(sessionsOf(head, surroundings).sessions.map((one) => [one.key, one.values]));
  const asRuled = sessionsAsRuled(head, course, setting);
  const stored = rows.sessions.filter(({ courseId }) => courseId === course.id);
  const written = stored
    .filter((session) => !asRuled(session))
    .map((session) =>
      sessionFile(session, rows.pools.get(session.id) ?? [], {
        given: values.get(session.key) ?? defaults,
        ...{ timeZone, alsoFor, pools, venueKeys, programmeKeys },
      }),
    );
  const keys = new Set(stored.map(({ key }) => key));
  const leftOut = [...values]
    .filter(([key]) => !keys.has(key))
    .map(([key, { date }]): FileSession => ({ key, ...(date && { date }), status: 'left_out' }));
  const registration = head.registration && joinable(head.registration, stored);
  return stated<FileCourse>({ ...head, registration, sessions: [...written, ...leftOut] });
}

/** Tells whether a session is, with its seats, exactly what its course's rule makes it. */
function sessionsAsRuled(
  head: FileCourse,
  course: Course,
  { rows, programme, surroundings }: CourseSetting,
): (session: Session) => boolean {
  if (head.rule === undefined) return () => false;
  const { slug, id, timeZone } = rows.organization;
  const parts = courseParts(head, {
    organizationKey: slug,
    organizationId: id,
    timeZone,
    surroundings,
    programme,
    programmeId: programme.id,
    position: course.position,
    path: [],
  });
  const byKey = new Map(parts.sessions.map(({ row }) => [row.key, row]));
  return (session) => {
    const row = byKey.get(session.key);
    if (!row || session.ruled === null || fieldsThatDiffer(session, row).length > 0) return false;
    const seats = parts.pools.flatMap((pool) =>
      pool.row.sessionId === row.id ? [poolFile(pool.row, timeZone)] : [],
    );
    const own = (rows.pools.get(session.id) ?? []).map((pool) => poolFile(pool, timeZone));
    return isSame(own, seats);
  };
}
