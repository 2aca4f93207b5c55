import type { CivilDate } from '../../shared/civil-time.js';

/** One session of a course that was not cancelled, in the order in which they were held. */
export interface CourseSession {
  readonly id: string;
  readonly number: number | null;
  readonly startsOn: CivilDate;
  readonly held: boolean;
  readonly recorded: boolean;
  readonly approximate: boolean;
  /** People of confirmed places. */
  readonly expected: number;
  /** Counted by head. */
  readonly heads: number;
}

/** That somebody came: `person` is the same wherever they are the same person of the organization. */
export interface Presence {
  readonly sessionId: string;
  readonly person: string;
}

/** A number of people, or why there is none: not yet held (`none`), no record, only heads. */
export interface Count {
  readonly value: number | null;
  readonly state: 'counted' | 'none' | 'unrecorded' | 'unavailable';
}

export interface SessionAttendance {
  readonly session: CourseSession;
  readonly expected: Count;
  /** By name and by head. */
  readonly attended: Count;
  /** Who had not come to one of the course before. */
  readonly fresh: Count;
  /** Who had come to the first that has a record too. */
  readonly stayed: Count;
}

export interface CourseRetention {
  readonly sessions: readonly SessionAttendance[];
  /** How many people came to at least so many sessions: index 0 is 1. Null: heads were counted, who came twice nobody knows. */
  readonly atLeast: readonly number[] | null;
}

/** Who stays through a course. A person counts once in a session, however often they are marked there. */
export function courseRetention(
  sessions: readonly CourseSession[],
  presences: readonly Presence[],
): CourseRetention {
  const here = new Map<string, Set<string>>(sessions.map(({ id }) => [id, new Set<string>()]));
  for (const { sessionId, person } of presences) here.get(sessionId)?.add(person);
  const isKnown = ({ held, recorded }: CourseSession) => held && recorded;
  const first = sessions.find(isKnown);
  const inFirst = first ? (here.get(first.id) ?? new Set<string>()) : new Set<string>();
  const before = new Set<string>();
  let hadHeads = false;
  const rows = sessions.map((session): SessionAttendance => {
    const present = here.get(session.id) ?? new Set<string>();
    const count = (value: number, isNameless: boolean): Count => {
      if (!session.held) return { value: null, state: 'none' };
      if (!session.recorded) return { value: null, state: 'unrecorded' };
      return isNameless ? { value: null, state: 'unavailable' } : { value, state: 'counted' };
    };
    hadHeads ||= session.held && session.heads > 0;
    const row = {
      session,
      expected: { value: session.expected, state: 'counted' as const },
      attended: count(present.size + session.heads, false),
      fresh: count([...present].filter((person) => !before.has(person)).length, hadHeads),
      stayed: count(
        [...present].filter((person) => inFirst.has(person)).length,
        session.heads > 0 || (first?.heads ?? 0) > 0,
      ),
    };
    for (const person of present) before.add(person);
    return row;
  });
  return { sessions: rows, atLeast: hadHeads ? null : funnel([...here.values()]) };
}

/** How many came to at least one, two, … of these. */
function funnel(sessions: readonly ReadonlySet<string>[]): number[] {
  const times = new Map<string, number>();
  for (const present of sessions)
    for (const person of present) times.set(person, (times.get(person) ?? 0) + 1);
  const most = Math.max(0, ...times.values());
  return Array.from(
    { length: most },
    (_, index) => [...times.values()].filter((count) => count > index).length,
  );
}
