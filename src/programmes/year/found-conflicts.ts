import { conflictsAmong, type PlanFacts } from '../domain/conflicts.js';
import type { Conflict } from '../domain/conflicts-kinds.js';
import type { Acceptance } from './accepted-conflicts.queries.js';
import type { PlanRows } from './plan-rows.js';

export interface StandingConflict extends Conflict {
  /** Null: open. */
  readonly acceptance: Acceptance | null;
}

/** Conflicts, and the rows that give their sessions, rooms and houses their names. */
export interface FoundConflicts {
  readonly rows: PlanRows;
  readonly conflicts: readonly StandingConflict[];
}

/** Modes in which people put their names down here, so that a window means something. */
const REGISTERING: ReadonlySet<string> = new Set(['course', 'session', 'both']);

/** Conflicts among rows as read. @param holidaysPublishedThrough last calendar year whose holidays are certain */
export function standingConflicts(
  rows: PlanRows,
  acceptanceOf: (conflict: Conflict) => Acceptance | null,
  holidaysPublishedThrough: number,
): StandingConflict[] {
  return conflictsAmong([...rows.sessions.values()], planFacts(rows, holidaysPublishedThrough)).map(
    (conflict) => ({
      ...conflict,
      acceptance: acceptanceOf(conflict),
    }),
  );
}

/** What `conflictsAmong` holds sessions against, from rows as read. */
export function planFacts(
  { courses, venues, organizations }: Omit<PlanRows, 'sessions' | 'programmes'>,
  holidaysPublishedThrough: number,
): PlanFacts {
  return {
    holidaysPublishedThrough,
    venues,
    organizations: new Map(
      [...organizations.values()].map(({ id, yearEndFrom, yearEndUntil, closures }) => [
        id,
        { yearEnd: { from: yearEndFrom, until: yearEndUntil }, closures },
      ]),
    ),
    courses: new Map(
      [...courses.values()].map(({ id, registrationMode, opensAt, closesAt, first }) => [
        id,
        {
          registers: REGISTERING.has(registrationMode),
          opensAt,
          closesAt,
          firstSessionId: first === undefined ? undefined : (first?.id ?? null),
        },
      ]),
    ),
  };
}

/**
 * Conflicts by what they have in common: their kind and the courses of their sessions. A gathering that meets another in
 * its room every month is one group. In the order of their first.
 */
export function groupsOfConflicts({ conflicts, rows }: FoundConflicts): readonly StandingConflict[][] {
  const groups = new Map<string, StandingConflict[]>();
  for (const conflict of conflicts) {
    const own = conflict.sessionIds.map((id) => rows.sessions.get(id)?.courseId ?? id);
    const key = [conflict.kind, ...own.sort()].join(' ');
    const group = groups.get(key);
    if (group) group.push(conflict);
    else groups.set(key, [conflict]);
  }
  return [...groups.values()];
}
