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
 * closed before full). Registration closes at the latest when the session starts, at the door when its day is over; where
 * nobody registers for it here, one may come until it ends; one whose date is not known yet takes registrations of interest, which
 * hold their seats once it is known. Members register once and not for a session.
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

/** Where nobody registers for the session itself here: whoever may come does so until it ends. */
const JUST_COME: ReadonlySet<Mode> = new Set(['none', 'members', 'elsewhere', 'unstated']);

/** When a session is past for someone: at the door at midnight, where one just comes when it ends, else when it starts. */
function lastMomentOf(session: SessionWindow, channel: Channel): Date | null {
  if (channel === 'walk_in') return lastMidnight(session);
  return JUST_COME.has(session.mode) ? session.endsAt : session.startsAt;
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
  return approval || isToBeDrawn(lotteryStage);
}

/** True while seats are still to be drawn: none of them is anybody's to find. */
export function isToBeDrawn(stage: LotteryStage): boolean {
  return stage === 'collecting' || stage === 'listed';
}

/** States of a session, or of the whole course (`whole`), in which a request is taken, if only to say that it is full. */
const TELLS_SEATS: ReadonlySet<string> = new Set(['open', 'waiting_list', 'full', 'whole']);

/** Whether a page says how many seats are left: only where they help whoever asks now. `state`: as the page says it. */
export function showsRemaining(state: string, stages: readonly LotteryStage[]): boolean {
  return TELLS_SEATS.has(state) && !stages.some(isToBeDrawn);
}
