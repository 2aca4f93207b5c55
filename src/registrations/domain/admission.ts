import type { DomainErrorCode } from '../../shared/domain-error.js';
import { registrationState, type SessionWindow } from './registration-state.js';

export interface AdmissiblePool {
  readonly id: string;
  readonly key: string;
  readonly unit: 'people' | 'parties';
}

export interface AdmissibleSession extends Omit<SessionWindow, 'hasRoom'> {
  readonly id: string;
  readonly pools: readonly AdmissiblePool[];
}

export interface Seat {
  readonly sessionId: string;
  readonly poolId: string;
  /** People, or 1 where the pool counts parties. */
  readonly units: number;
}

/** What can be decided before any seat is locked: which seats the request is about, or why there are none for it. */
export type Admission =
  | { readonly kind: 'admissible'; readonly poolKey: string; readonly seats: readonly Seat[] }
  | { readonly kind: 'refused'; readonly code: DomainErrorCode; readonly unknownPool?: true };

/**
 * Decides on a request for `sessions` (one, or all of a course). A course request is about every session that is still to
 * come and not cancelled (I3); it is refused only where none is left. Room is not looked at: that is decided under the lock.
 */
export function admit(
  request: { readonly scope: 'course' | 'session'; readonly pool?: string; readonly people: number },
  sessions: readonly AdmissibleSession[],
  now: Date,
): Admission {
  const states = sessions.map((session) => registrationState({ ...session, hasRoom: true }, now));
  const open = sessions.filter(
    (session, index) => states[index] === 'open' && offers(session.mode, request.scope),
  );
  if (open.length === 0) return { kind: 'refused', code: refusalOf(states) };
  const poolKey = request.pool ?? open[0]?.pools[0]?.key;
  const seats = open.flatMap((session) => {
    const pool = session.pools.find((candidate) => candidate.key === poolKey);
    return pool
      ? [{ sessionId: session.id, poolId: pool.id, units: pool.unit === 'people' ? request.people : 1 }]
      : [];
  });
  if (poolKey === undefined || seats.length < open.length)
    return { kind: 'refused', code: 'invalid', unknownPool: true };
  return { kind: 'admissible', poolKey, seats };
}

function offers(mode: SessionWindow['mode'], scope: 'course' | 'session'): boolean {
  return mode === 'both' || mode === scope;
}

/** The most hopeful of the reasons: what may still change comes before what is over. */
function refusalOf(states: readonly ReturnType<typeof registrationState>[]): DomainErrorCode {
  if (states.includes('not_yet_open')) return 'not_yet_open';
  if (states.some((state) => ['open', 'none', 'members', 'elsewhere', 'unstated'].includes(state)))
    return 'not_offered';
  if (states.includes('closed')) return 'closed';
  if (states.includes('past')) return 'past';
  return states.includes('cancelled') ? 'cancelled' : 'not_offered';
}
