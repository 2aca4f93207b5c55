import type { FileChannelName } from '../../programmes/domain/registering-file.js';
import { isTooLate } from '../domain/admission.js';
import { type LotteryStage, type RegistrationState, windowState } from '../domain/registration-state.js';
import type { PoolView, SessionView } from '../sessions/session-view.js';
import type { CoursePage } from './programme-pages.queries.js';

/** States in which a request is taken, if only to say that it is full. */
export const TAKES_REQUESTS: ReadonlySet<string> = new Set(['open', 'waiting_list', 'full']);
/** Where nothing can be asked for, the reason that may still change is told before the one that is final. */
const REASONS: readonly RegistrationState[] = [
  'not_yet_open',
  'closed',
  'none',
  'members',
  'elsewhere',
  'unstated',
  'past',
  'cancelled',
];
/** A course is only as open as the fullest of its sessions; of sessions to choose from, the one with most room counts. */
const FULLEST_FIRST: readonly RegistrationState[] = ['full', 'waiting_list', 'open'];
const OPENEST_FIRST: readonly RegistrationState[] = ['open', 'waiting_list', 'full'];

/** What one may ask for as a whole: the sessions it is about, the state of the whole, and the sorts of seats to choose from. */
export interface Standing {
  /** `too_late`: the course runs, and cannot be joined any more. `membership`: one can become a member. */
  readonly state: RegistrationState | 'too_late' | 'membership';
  readonly sessions: readonly SessionView[];
  readonly pools: readonly PoolView[];
  /** Ways of registering beside the web that are open now for one of the sessions. */
  readonly openWays: readonly FileChannelName[];
}

/**
 * How a request for `sessions` together (one, or all of a course) stands. It needs a seat in every session still to come,
 * so the whole is only as open as the fullest of them; sorts of seats that some session lacks are not offered.
 */
export function standingOf(
  sessions: readonly SessionView[],
  order: readonly RegistrationState[] = FULLEST_FIRST,
): Standing {
  const remaining = sessions.filter(({ registration }) => TAKES_REQUESTS.has(registration.state));
  const states = new Set(
    (remaining.length > 0 ? remaining : sessions).map(({ registration }) => registration.state),
  );
  const candidates = remaining.length > 0 ? order : REASONS;
  return {
    state: candidates.find((state) => states.has(state)) ?? 'not_yet_open',
    sessions: remaining,
    pools: sharedPools(remaining),
    openWays: [...new Set(sessions.flatMap(({ registration }) => registration.openWays))],
  };
}

/** How a course stands whose sessions are registered for together; it may be too late to join. `sessions`: all of it. */
export function courseStanding(sessions: readonly SessionView[], now: Date): Standing {
  const standing = standingOf(sessions);
  const closed = sessions.filter(({ registration }) => registration.state === 'closed');
  // A place in every session to come, or in none (I3): one that takes nobody any more closes the whole.
  if (closed.length > 0) return { ...standingOf(closed), openWays: standing.openWays };
  const facts = sessions.map(({ number, startsAt, registration }) => ({
    ...{ number, startsAt },
    joinUntil: registration.joinUntil,
  }));
  return TAKES_REQUESTS.has(standing.state) && isTooLate(facts, now)
    ? { ...standing, state: 'too_late' }
    : standing;
}

/** How a course stands of which one chooses a session, e.g. the hour of a consultation; full ones are left out. */
export function slotStanding(sessions: readonly SessionView[]): Standing {
  const standing = standingOf(sessions, OPENEST_FIRST);
  const free = standing.sessions.filter(({ registration }) => registration.state !== 'full');
  return free.length === 0 ? standing : { ...standing, sessions: free, pools: sharedPools(free) };
}

/** How a course stands that is held for its members: one registers once, for no session. */
export function memberStanding(
  course: CoursePage,
  timeZone: string,
  { sessions, now }: { sessions: readonly SessionView[]; now: Date },
): Standing {
  const facts = { ...course, registrationClosedAt: null, startsOn: null, timeZone, lotteryStage: null };
  const state = windowState(facts, now, 'web');
  const none = { sessions: [], pools: [], openWays: standingOf(sessions).openWays };
  return { ...none, state: state === 'open' ? 'membership' : state };
}

/**
 * How a course stands of which no session is known: where nobody registers here it says so, else its window does. In an open one
 * there is nothing yet to register for.
 */
export function emptyStanding(course: CoursePage, timeZone: string, now: Date): Standing {
  const facts = { ...course, registrationClosedAt: null, startsOn: null, timeZone, lotteryStage: null };
  const state = hasNoForm(course.mode) ? course.mode : windowState(facts, now, 'web');
  return { state: state === 'open' ? 'not_yet_open' : state, sessions: [], pools: [], openWays: [] };
}

function hasNoForm(mode: CoursePage['mode']): mode is 'none' | 'elsewhere' | 'unstated' {
  return mode === 'none' || mode === 'elsewhere' || mode === 'unstated';
}

/** True where the course takes requests for all of its sessions together. */
export function offersCourse({ registration }: SessionView): boolean {
  return registration.mode === 'course' || registration.mode === 'both';
}

/** Where the draws of these sessions stand. */
export function stagesOf(sessions: readonly SessionView[]): LotteryStage[] {
  return sessions.map(({ registration }) => registration.lotteryStage);
}

/** True where one may ask for this session alone. */
export function offersSession({ registration }: SessionView): boolean {
  return registration.mode === 'session' || registration.mode === 'both';
}

function sharedPools([first, ...others]: readonly SessionView[]): PoolView[] {
  return (first?.pools ?? [])
    .filter((pool) => others.every((session) => session.pools.some((other) => other.key === pool.key)))
    .map((pool) => ({ ...pool, remaining: least([first, ...others], pool.key) }));
}

/** Seats left in the fullest of the sessions; null where none of them has a limit. */
function least(sessions: readonly (SessionView | undefined)[], key: string): number | null {
  const limits = sessions.flatMap(
    (session) => session?.pools.find((pool) => pool.key === key)?.remaining ?? [],
  );
  return limits.length > 0 ? Math.min(...limits) : null;
}
