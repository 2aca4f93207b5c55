import type { CourseSchedule } from '../domain/programme-file.js';
import { isSame, type WithEdits, withStaffsEdits } from './asked.js';
import type { CourseRecord } from './year-records.js';

/** A course of the database, with what a file last asked of it. */
interface StoredCourse {
  readonly row: CourseRecord;
  readonly asked: object | null;
}

/**
 * A wanted course with staff's edits. Of its schedule, what gives the sessions and what gives the seats are two things: a
 * file with a new number of seats does not bring back the rule that staff changed on the screen.
 */
export function courseWithEdits(wanted: CourseRecord, stored: StoredCourse): WithEdits<CourseRecord> {
  const { row, kept } = withStaffsEdits(wanted, stored);
  if (kept.includes('schedule') || !isScheduleEdited(stored)) return { row, kept };
  const asked = askedSchedule(stored);
  const staffs = [sessionsIn, seatsIn].flatMap(
    (part: (schedule: CourseSchedule | null) => CourseSchedule) => {
      const now = part(stored.row.schedule);
      const before = part(asked);
      return !isSame(now, before) && isSame(part(wanted.schedule), before) ? [now] : [];
    },
  );
  if (staffs.length === 0) return { row, kept };
  const parts = Object.assign({}, wanted.schedule, ...staffs) as CourseSchedule;
  const said = Object.entries(parts).filter(([, value]) => value !== undefined);
  const schedule = said.length > 0 ? Object.fromEntries(said) : null;
  return { row: { ...row, schedule }, kept: [...kept, 'schedule'] };
}

/** True where the sessions of a course are to be what staff's schedule on the screen gives, not what the file's does. */
export function keepsStaffsSessions(wanted: CourseRecord, stored: StoredCourse): boolean {
  return !isSame(sessionsIn(courseWithEdits(wanted, stored).row.schedule), sessionsIn(wanted.schedule));
}

/** True where the course's sessions come from a rule, or some of them do. */
export function hasRule({ schedule }: Pick<CourseRecord, 'schedule'>): boolean {
  return schedule?.rule !== undefined;
}

/** True where staff changed on the screen what the file says of the schedule. */
export function isScheduleEdited(stored: StoredCourse): boolean {
  return stored.asked !== null && !isSame(stored.row.schedule, askedSchedule(stored));
}

function askedSchedule({ asked }: StoredCourse): CourseSchedule | null {
  return (asked as { readonly schedule?: CourseSchedule | null } | null)?.schedule ?? null;
}

/** What gives the sessions. */
function sessionsIn(schedule: CourseSchedule | null): CourseSchedule {
  const { rule, defaults, alsoFor } = schedule ?? {};
  return { rule, defaults, alsoFor } as CourseSchedule;
}

/** What gives their seats. */
function seatsIn(schedule: CourseSchedule | null): CourseSchedule {
  return { pools: schedule?.pools } as CourseSchedule;
}
