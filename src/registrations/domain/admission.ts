import type { FileChannels } from '../../programmes/domain/registering-file.js';
import type { DomainErrorCode } from '../../shared/domain-error.js';
import {
  isDecidedLater,
  type RegistrationState,
  registrationState,
  type SessionWindow,
  windowState,
} from './registration-state.js';
import { fits, isOneOf, type Room } from './seat-room.js';
import type { Channel } from './statuses.js';

export interface AdmissiblePool extends Room {
  readonly id: string;
  readonly key: string;
  readonly unit: 'people' | 'parties';
  /** Municipalities for whose residents seats are kept. */
  readonly keptFor: readonly string[];
}

export interface AdmissibleSession extends Omit<SessionWindow, 'hasRoom'> {
  readonly id: string;
  readonly number: number | null;
  readonly pools: readonly AdmissiblePool[];
  /** The course as a whole can be joined until its session of this number begins; null: always. */
  readonly joinUntil: number | null;
  /** Most people in one registration; null: no limit of the course's own. */
  readonly maxPeople: number | null;
}

export interface Seat {
  readonly sessionId: string;
  readonly poolId: string;
  /** People, or 1 where the pool counts parties. */
  readonly units: number;
  /** True where seats kept for residents are for them. */
  readonly kept: boolean;
}

/** How seats are asked for: taken or queued for now, or put down for a decision (by staff or a draw) to come. */
export type Asking = 'seats' | 'apply';

/** What can be decided before any seat is locked: which seats the request is about, or why there are none for it. */
export type Admission =
  | {
      readonly kind: 'admissible';
      readonly poolKey: string;
      readonly seats: readonly Seat[];
      readonly asking: Asking;
      /** True where the seats seemed free when they were read: to be decided under the lock. */
      readonly seemsFree: boolean;
    }
  | { readonly kind: 'membership'; readonly asking: Asking }
  | { readonly kind: 'refused'; readonly code: DomainErrorCode; readonly unknownPool?: true }
  | { readonly kind: 'too_many'; readonly max: number };

export interface AdmissionRequest {
  readonly scope: 'course' | 'session';
  readonly pool?: string;
  readonly people: number;
  readonly municipality?: string;
  readonly channel: Channel;
  /** Staff let them in although registration is not open, the course runs already or the party is large. */
  readonly overrides: boolean;
}

/**
 * Decides on a request for `sessions` (one, or all of a course). A course request is about every session that is still to
 * come and not cancelled (I3); it is refused only where none is left, or where the course cannot be joined any more. Room is
 * decided under the lock; only what is full without a queue is refused here, so that a sold-out session costs no lock.
 */
export function admit(
  request: AdmissionRequest,
  sessions: readonly AdmissibleSession[],
  now: Date,
): Admission {
  const [first] = sessions;
  if (!first) return { kind: 'refused', code: 'unknown' };
  if (!request.overrides && first.maxPeople !== null && request.people > first.maxPeople)
    return { kind: 'too_many', max: first.maxPeople };
  const states = sessions.map((session) => stateFor(request, session, now));
  const open = sessions.filter((_, index) => states[index] === 'open');
  if (open.length === 0) return { kind: 'refused', code: refusalOf(states) };
  // A place in every session to come, or in none (I3): one that takes nobody any more closes the whole.
  if (request.scope === 'course' && states.includes('closed')) return { kind: 'refused', code: 'closed' };
  if (request.scope === 'course' && !request.overrides && isTooLate(sessions, now))
    return { kind: 'refused', code: 'too_late' };
  const poolKey = request.pool ?? open[0]?.pools[0]?.key;
  const wanted = open.flatMap((session) => {
    const pool = session.pools.find((candidate) => candidate.key === poolKey);
    return pool ? [{ pool, seat: seatIn(pool, session, request) }] : [];
  });
  if (poolKey === undefined || wanted.length < open.length)
    return { kind: 'refused', code: 'invalid', unknownPool: true };
  const seats = wanted.map(({ seat }) => seat);
  const asking = open.some(isDecidedLater) && request.channel !== 'walk_in' ? 'apply' : 'seats';
  const seemsFree = wanted.every(({ pool, seat }) => fits(pool, seat, now));
  if (request.overrides) return { kind: 'admissible', poolKey, seats, asking, seemsFree };
  const isFull = asking === 'seats' && !seemsFree;
  if (isFull && open.some(({ closesWhenFull }) => closesWhenFull)) return { kind: 'refused', code: 'closed' };
  if (isFull && !first.waitingList) return { kind: 'refused', code: 'full' };
  const largest = Math.min(...wanted.map(({ pool, seat }) => mostUnits(pool, seat)));
  if (request.people > largest) return { kind: 'too_many', max: largest };
  return { kind: 'admissible', poolKey, seats, asking, seemsFree };
}

/** Most people of a party who could ever fit into a pool; one without any seats is full, whoever asks. */
function mostUnits({ unit, capacity }: AdmissiblePool, { units }: Seat): number {
  const isEndless = unit === 'parties' || capacity === null || capacity === 0 || units <= capacity;
  return isEndless ? Number.POSITIVE_INFINITY : capacity;
}

function seatIn(pool: AdmissiblePool, session: AdmissibleSession, request: AdmissionRequest): Seat {
  return {
    sessionId: session.id,
    poolId: pool.id,
    units: pool.unit === 'people' ? request.people : 1,
    kept: isOneOf(request.municipality, pool.keptFor),
  };
}

/** A course that is held for its members, as far as becoming one depends on it. */
export interface MembersCourse {
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
  readonly channels: FileChannels | null;
  readonly approval: boolean;
  readonly maxPeople: number | null;
  readonly timeZone: string;
}

/** 利用登録: decides on a request to be let in whenever the course is held. It is about no session, and no seat. */
export function admitMember(
  request: Pick<AdmissionRequest, 'people' | 'channel' | 'overrides'>,
  course: MembersCourse,
  now: Date,
): Admission {
  const { maxPeople, approval, ...window } = course;
  if (!request.overrides && maxPeople !== null && request.people > maxPeople)
    return { kind: 'too_many', max: maxPeople };
  const facts = { ...window, registrationClosedAt: null, startsOn: null, lotteryStage: null };
  const state = request.overrides ? 'open' : windowState(facts, now, request.channel);
  if (state !== 'open') return { kind: 'refused', code: state === 'elsewhere' ? 'not_offered' : state };
  return { kind: 'membership', asking: approval ? 'apply' : 'seats' };
}

/** The state of a session for this request; a mode that does not offer its scope counts as `elsewhere`. */
function stateFor(request: AdmissionRequest, session: AdmissibleSession, now: Date): RegistrationState {
  const state = registrationState({ ...session, hasRoom: true }, now, request.channel);
  const overridden = request.overrides && (state === 'not_yet_open' || state === 'closed') ? 'open' : state;
  // Whoever stands at the door of a session is let in, however one registers for it.
  if (request.channel === 'walk_in' && !['past', 'cancelled'].includes(state)) return 'open';
  if (overridden === 'open' && session.mode !== 'both' && session.mode !== request.scope) return 'elsewhere';
  return overridden;
}

/** True once the course cannot be joined any more; `sessions`: all of it, in their order. */
export function isTooLate(
  sessions: readonly Pick<AdmissibleSession, 'number' | 'startsAt' | 'joinUntil'>[],
  now: Date,
): boolean {
  const until = sessions[0]?.joinUntil ?? null;
  if (until === null) return false;
  const last = sessions.find(({ number }) => number === until) ?? sessions[until - 1];
  return last !== undefined && last.startsAt !== null && last.startsAt <= now;
}

/** The most hopeful of the reasons: what may still change comes before what is over. */
function refusalOf(states: readonly RegistrationState[]): DomainErrorCode {
  if (states.includes('not_yet_open')) return 'not_yet_open';
  if (states.some((state) => ['open', 'none', 'members', 'elsewhere', 'unstated'].includes(state)))
    return 'not_offered';
  if (states.includes('closed')) return 'closed';
  if (states.includes('past')) return 'past';
  return states.includes('cancelled') ? 'cancelled' : 'not_offered';
}
