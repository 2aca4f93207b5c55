import type { ConflictKind } from '../domain/conflicts-kinds.js';
import { groupsOfConflicts, type StandingConflict } from './found-conflicts.js';
import type { YearCalendar } from './year-calendar.service.js';

export interface ShownConflict extends StandingConflict {
  /** The session by which this reader may decide on it; null: they may only look. */
  readonly decideBy: string | null;
}

/** Conflicts of one sort, as the page shows them together. */
export interface ConflictGroup {
  readonly kind: ConflictKind;
  /** Ids of the programmes of its sessions. */
  readonly programmeIds: readonly string[];
  readonly conflicts: readonly ShownConflict[];
}

/** The open and the accepted conflicts of a calendar, each by their sort. */
export function conflictGroups({ found, programmes }: YearCalendar): {
  readonly open: readonly ConflictGroup[];
  readonly accepted: readonly ConflictGroup[];
} {
  const mayPlan = new Set(programmes.filter((programme) => programme.mayPlan).map(({ id }) => id));
  const programmeOf = (id: string) => found.rows.sessions.get(id)?.programmeId ?? '';
  const shown = (conflict: StandingConflict): ShownConflict => ({
    ...conflict,
    decideBy: conflict.sessionIds.find((id) => mayPlan.has(programmeOf(id))) ?? null,
  });
  const grouped = (conflicts: readonly StandingConflict[]): ConflictGroup[] =>
    groupsOfConflicts({ rows: found.rows, conflicts }).map((group) => ({
      kind: group[0]!.kind,
      programmeIds: [...new Set(group[0]!.sessionIds.map(programmeOf))],
      conflicts: group.map(shown),
    }));
  return {
    open: grouped(found.conflicts.filter(({ acceptance }) => acceptance === null)),
    accepted: grouped(found.conflicts.filter(({ acceptance }) => acceptance !== null)),
  };
}
