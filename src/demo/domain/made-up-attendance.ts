import { type CourseToFill, type DemoSession, isOver } from './course-to-fill.js';
import { attendanceOf, type DemoAttendance, type DemoCourse } from './demo-terms.js';
import { between, randomOf, weighted } from './random.js';

export type Mark = 'attended' | 'late' | 'left_early' | 'excused' | 'absent';

/** That attendance of a session was recorded; by category, where people were only counted. */
export interface MadeUpRecord {
  readonly session: DemoSession;
  readonly heads: readonly { readonly category: string; readonly people: number }[];
}

/** How a recorded place went, with its weight; absences sit together with what towns tell of such meetings. */
const MARKS = [
  ['attended', 78],
  ['late', 5],
  ['left_early', 4],
  ['excused', 8],
  ['absent', 5],
] as const satisfies readonly (readonly [Mark, number])[];

/** Relation of a participant → category of a head count. */
const CATEGORY: Readonly<Record<string, string>> = {
  self: 'self',
  family: 'family',
  supporter: 'supporter',
  public: 'other',
};

/** Which sessions of a course were recorded, with the heads counted. `booked`: ids of the sessions that somebody registered for. */
export function recordsOf(
  demo: DemoCourse,
  course: CourseToFill,
  booked: ReadonlySet<string>,
): MadeUpRecord[] {
  return course.sessions
    .filter((session) => isRecorded(demo, course, session, booked))
    .map((session) => ({ session, heads: headsOf(demo, course, session) }));
}

/** How a party's place went; null where the session has no marks. */
export function markOf(
  demo: DemoCourse,
  course: CourseToFill,
  session: DemoSession,
  party: { readonly nickname: string; readonly people: number },
): { readonly mark: Mark; readonly people: number } | null {
  if (attendanceToRecord(demo, course, session) !== 'marks') return null;
  const mark = weighted<Mark>(randomOf(...course.seed, session.position, party.nickname), MARKS);
  return { mark, people: mark === 'excused' || mark === 'absent' ? 0 : party.people };
}

function isRecorded(
  demo: DemoCourse,
  course: CourseToFill,
  session: DemoSession,
  booked: ReadonlySet<string>,
): boolean {
  const attendance = attendanceToRecord(demo, course, session);
  if (attendance === 'empty') return false;
  // A slot that nobody booked was not held.
  return attendance !== 'marks' || booked.has(session.id);
}

function headsOf(
  demo: DemoCourse,
  course: CourseToFill,
  session: DemoSession,
): { category: string; people: number }[] {
  if (attendanceToRecord(demo, course, session) !== 'heads') return [];
  const random = randomOf(...course.seed, session.position, 'heads');
  const people = between(random, demo.people);
  const counts = new Map<string, number>();
  for (let person = 0; person < people; person++) {
    const relation = weighted(
      random,
      demo.relations.map((name, index) => [name, index === 0 ? 3 : 1] as const),
    );
    const category = CATEGORY[relation] ?? 'other';
    counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  return [...counts].map(([category, count]) => ({ category, people: count }));
}

/** Nothing of a session that is still to come or cancelled; the running course's last one is left for staff to try. */
function attendanceToRecord(demo: DemoCourse, course: CourseToFill, session: DemoSession): DemoAttendance {
  if (session.cancelled || !isOver(session, course.now)) return 'empty';
  const last = course.sessions.findLast((candidate) => isOver(candidate, course.now));
  if (course.role === 'running' && session.id === last?.id) return 'empty';
  return attendanceOf(demo, course.year, session.position);
}
