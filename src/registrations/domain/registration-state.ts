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

export interface SessionWindow {
  readonly mode: 'course' | 'session' | 'both' | 'none' | 'members' | 'elsewhere' | 'unstated';
  readonly status: 'scheduled' | 'cancelled';
  /** Null while undated: such a session is to come. */
  readonly startsAt: Date | null;
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
  readonly waitingList: boolean;
  /** True where some pool still has a seat, or has no limit. */
  readonly hasRoom: boolean;
}

/**
 * Whether one may register for a session at `now`, and if not, why; the most final reason wins (past before closed before
 * full). Registration closes at the latest when the session starts; one whose date is not known yet takes registrations of
 * interest, which hold their seats once it is known.
 */
export function registrationState(session: SessionWindow, now: Date): RegistrationState {
  if (session.status === 'cancelled') return 'cancelled';
  if (session.startsAt && session.startsAt <= now) return 'past';
  switch (session.mode) {
    case 'none':
    case 'members':
    case 'elsewhere':
    case 'unstated':
      return session.mode;
    default:
      break;
  }
  if (session.opensAt && now < session.opensAt) return 'not_yet_open';
  if (session.closesAt && now >= session.closesAt) return 'closed';
  if (session.hasRoom) return 'open';
  return session.waitingList ? 'waiting_list' : 'full';
}
