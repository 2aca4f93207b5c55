import {
  conflictsAmong,
  type PlanFacts,
  type PlannedSession,
} from '../../../../src/programmes/domain/conflicts.js';
import { sessionInstants } from '../../../../src/programmes/domain/session-instants.js';

/** Houses that are always open, courses that nobody registers for. */
export const OPEN: PlanFacts = { organizations: new Map(), venues: new Map(), courses: new Map() };

/** A Wednesday afternoon in one room, unless told otherwise; instants follow the civil times. */
export function planned(given: Partial<PlannedSession> & { readonly id: string }): PlannedSession {
  const civil = {
    startsOn: '2025-05-14',
    startTime: '13:30',
    endsOn: null,
    endTime: '15:00',
    ...given,
  };
  return {
    organizationId: 'town',
    programmeId: `programme of ${given.id}`,
    alsoForIds: [],
    courseId: `course of ${given.id}`,
    venueId: null,
    lecturer: null,
    status: 'scheduled',
    ...civil,
    ...sessionInstants({ ...civil, timeZone: 'Asia/Tokyo' }),
  };
}

/** Kinds of the conflicts, in order. */
export function kindsAmong(sessions: readonly PlannedSession[], facts: Partial<PlanFacts> = {}): string[] {
  return conflictsAmong(sessions, { ...OPEN, ...facts }).map(({ kind }) => kind);
}
