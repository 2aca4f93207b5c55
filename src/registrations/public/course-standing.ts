import type { RegistrationState } from '../domain/registration-state.js';
import type { PoolView, SessionView } from '../session-view.js';

const TAKES_REQUESTS: ReadonlySet<RegistrationState> = new Set(['open', 'waiting_list', 'full']);
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

/** What one may ask for as a whole: the sessions it is about, the state of the whole, and the sorts of seats to choose from. */
export interface Standing {
  readonly state: RegistrationState;
  readonly sessions: readonly SessionView[];
  readonly pools: readonly PoolView[];
}

/**
 * How a request for `sessions` together (one, or all of a course) stands. It needs a seat in every session still to come,
 * so the whole is only as open as the fullest of them; sorts of seats that some session lacks are not offered.
 */
export function standingOf(sessions: readonly SessionView[]): Standing {
  const remaining = sessions.filter(({ registration }) => TAKES_REQUESTS.has(registration.state));
  const states = new Set(
    (remaining.length > 0 ? remaining : sessions).map(({ registration }) => registration.state),
  );
  const order: readonly RegistrationState[] =
    remaining.length > 0 ? ['full', 'waiting_list', 'open'] : REASONS;
  return {
    state: order.find((state) => states.has(state)) ?? 'not_yet_open',
    sessions: remaining,
    pools: sharedPools(remaining),
  };
}

/** True where the course takes requests for all of its sessions together. */
export function offersCourse({ registration }: SessionView): boolean {
  return registration.mode === 'course' || registration.mode === 'both';
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
