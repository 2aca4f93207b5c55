import { civilDateOf, END_OF_DAY, instantOf } from '../../shared/civil-time.js';
import { type WindowFacts, windowOf } from './registering-window.js';
import type { Channel } from './statuses.js';

/** What a visitor may do about a session now. */
export type RegistrationState =
  | 'open'
  | 'waiting_list'
  | 'full'
  | 'not_yet_open'
  | 'closed'
  | 'past'
  | 'cancelled'
  | 'none'
  | 'members'
  | 'elsewhere'
  | 'unstated';

export type Mode = 'course' | 'session' | 'both' | 'none' | 'members' | 'elsewhere' | 'unstated';

/** Where the draw of a course stands; null: it draws none. `listed`: the list is closed, the draw is still to come. */
export type LotteryStage = 'collecting' | 'listed' | 'drawn' | null;

/** How seats are given out. */
export interface AllocationRules {
  readonly waitingList: boolean;
  readonly closesWhenFull: boolean;
  readonly approval: boolean;
  readonly lotteryStage: LotteryStage;
}

export interface SessionWindow extends WindowFacts, AllocationRules {
  readonly mode: Mode;
  readonly status: 'scheduled' | 'cancelled';
  /** Null while undated: such a session is to come. */
  readonly startsAt: Date | null;
  /** The end, or that of its day where none is stated; null while undated. */
  readonly endsAt: Date | null;
  /** True where some pool still has a seat, or has no limit. */
  readonly hasRoom: boolean;
}

/**
 * Whether one may register for a session at `now` by `channel`, and if not, why; the most final reason wins (past before
 * closed before full). Registration closes at the latest when the session starts, at the door when its day is over; where nobody registers, one may
 * come until it ends; one whose
 * date is not known yet takes registrations of interest, which hold their seats once it is known. Members register once and not
 * for a session.
 */
export function registrationState(
  session: SessionWindow,
  now: Date,
  channel: Channel = 'web',
): RegistrationState {
  if (session.status === 'cancelled') return 'cancelled';
  const lastMoment = lastMomentOf(session, channel);
  if (lastMoment && lastMoment <= now) return 'past';
  switch (session.mode) {
    case 'none':
    case 'members':
    case 'elsewhere':
    case 'unstated':
      return session.mode;
    default:
      break;
  }
  const window = windowState(session, now, channel);
  if (window !== 'open') return window;
  if (isDecidedLater(session)) return 'open';
  if (session.hasRoom) return 'open';
  if (session.closesWhenFull) return 'closed';
  return session.waitingList ? 'waiting_list' : 'full';
}

/** When a session is past for someone: at the door at midnight, where one just comes when it ends, else when it starts. */
function lastMomentOf(session: SessionWindow, channel: Channel): Date | null {
  if (channel === 'walk_in') return lastMidnight(session);
  return session.mode === 'none' ? session.endsAt : session.startsAt;
}

/** The end of the day on which a session ends: who came is often written down when it is over. Null while undated. */
function lastMidnight({ endsAt, timeZone }: Pick<SessionWindow, 'endsAt' | 'timeZone'>): Date | null {
  return endsAt && instantOf(civilDateOf(new Date(endsAt.getTime() - 1), timeZone), END_OF_DAY, timeZone);
}

/** Whether one way of registering is open, whatever seats there are. */
export function windowState(
  session: WindowFacts & Pick<AllocationRules, 'lotteryStage'>,
  now: Date,
  channel: Channel,
): 'open' | 'not_yet_open' | 'closed' | 'elsewhere' {
  const window = windowOf(session, channel);
  if (!window) return 'elsewhere';
  if (window.opensAt && now < window.opensAt) return 'not_yet_open';
  if (window.closesAt && now >= window.closesAt) return 'closed';
  return session.lotteryStage === 'listed' ? 'closed' : 'open';
}

/** True where a request is received first, and staff or a draw decide on it. */
export function isDecidedLater({ approval, lotteryStage }: AllocationRules): boolean {
  return approval || lotteryStage === 'collecting' || lotteryStage === 'listed';
}
