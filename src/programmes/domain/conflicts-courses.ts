import type { Booking, Conflict } from './conflicts-kinds.js';
import { beginningOf } from './session-instants.js';

/** When one may register for a course. */
export interface CourseWindow {
  /** False where nobody registers here: no registration, members only, by other means, not said. */
  readonly registers: boolean;
  /** Null: at once. */
  readonly opensAt: Date | null;
  /** Null: until each session starts. */
  readonly closesAt: Date | null;
  /** The first session of the whole course that is not cancelled; left out: the first of those given. */
  readonly firstSessionId?: string | null;
}

/**
 * Courses whose registration closes, or even opens, after their first session has begun; told once, of that session.
 * Later sessions are not counted: that one may still join, or come to one of them, is the sense of a long window.
 * @param sessions in the order of their start
 */
export function windowConflicts(
  sessions: readonly (Booking & { readonly courseId: string })[],
  courses: ReadonlyMap<string, CourseWindow>,
): Conflict[] {
  const seen = new Set<string>();
  return sessions.flatMap((session): Conflict[] => {
    const course = courses.get(session.courseId);
    const isFirst =
      course?.firstSessionId === undefined
        ? !seen.has(session.courseId)
        : course.firstSessionId === session.id;
    seen.add(session.courseId);
    const start = beginningOf(session)!;
    if (!course?.registers || !isFirst) return [];
    const fact = (at: Date) => `${session.courseId} ${at.toISOString()} ${start.toISOString()}`;
    const { opensAt, closesAt } = course;
    const told = { sessionIds: [session.id] };
    if (opensAt && opensAt > start)
      return [{ ...told, kind: 'opens_after_start', fact: fact(opensAt), facts: { opensAt } }];
    if (closesAt && closesAt > start)
      return [{ ...told, kind: 'closes_after_start', fact: fact(closesAt), facts: { closesAt } }];
    return [];
  });
}
