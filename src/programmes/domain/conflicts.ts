import { type CourseWindow, windowConflicts } from './conflicts-courses.js';
import { type DayFacts, dayConflicts } from './conflicts-days.js';
import { type Booking, CONFLICT_KINDS, type Conflict } from './conflicts-kinds.js';
import { overlapConflicts } from './conflicts-overlaps.js';

/** A session, planned or stored, as far as it can be in the way of another. Civil values are those of its zone. */
export interface PlannedSession extends Booking {
  readonly courseId: string;
  readonly status: 'scheduled' | 'cancelled';
}

/** What the sessions are held against; whatever is not named is taken to be open. */
export interface PlanFacts extends DayFacts {
  readonly courses: ReadonlyMap<string, CourseWindow>;
}

/**
 * Every conflict among these sessions, in the order of their kinds and then of the sessions' start. Sessions that are
 * cancelled or have no date are in nobody's way, and one session that serves two programmes is one session. Time grows
 * with the number of sessions and of conflicts, not with the pairs of sessions.
 */
export function conflictsAmong(sessions: readonly PlannedSession[], facts: PlanFacts): Conflict[] {
  const planned = sessions
    .filter(({ status, startsOn, startsAt }) => status !== 'cancelled' && startsOn !== null && startsAt)
    .sort((a, b) => startOf(a) - startOf(b) || (a.id < b.id ? -1 : 1));
  const found = [
    ...overlapConflicts(planned),
    ...planned.flatMap((session) => dayConflicts(session, facts)),
    ...windowConflicts(planned, facts.courses),
  ];
  const place = new Map(planned.map(({ id }, index) => [id, index]));
  const placeOf = ({ sessionIds }: Conflict) => Math.min(...sessionIds.map((id) => place.get(id) ?? 0));
  return found
    .map((conflict) => ({ conflict, kind: CONFLICT_KINDS.indexOf(conflict.kind), at: placeOf(conflict) }))
    .sort((a, b) => a.kind - b.kind || a.at - b.at || (a.conflict.fact < b.conflict.fact ? -1 : 1))
    .map(({ conflict }) => conflict);
}

function startOf({ startsAt }: PlannedSession): number {
  return startsAt?.getTime() ?? 0;
}
