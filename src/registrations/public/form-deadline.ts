import { windowOf } from '../domain/registering-window.js';
import type { SessionView } from '../sessions/session-view.js';
import type { RegisterTarget } from './register-targets.js';

/** Hours before the end of registration from which on the form says until when it can be sent. */
const SOON_HOURS = 24;
const HOUR_MS = 3_600_000;

/** How long one has for a form. Nothing else of it runs out: no session, no key, no count of tries before it is sent. */
export interface FormDeadline {
  /** From then on the same form is refused; null: not as long as anyone has it open. */
  readonly at: Date | null;
  /** True where it must be said until when. */
  readonly isSoon: boolean;
  /** When the page was made: what is left is counted from there, whatever the clock of the device says. */
  readonly now: Date;
}

export function formDeadline(
  target: Pick<RegisterTarget, 'scope' | 'course' | 'standing' | 'sessions' | 'programme'>,
  now: Date,
): FormDeadline {
  const at = endOf(target, now);
  return { at, isSoon: at !== null && at.getTime() - now.getTime() <= SOON_HOURS * HOUR_MS, now };
}

type Timed = Parameters<typeof formDeadline>[0];

function endOf({ scope, course, standing, sessions, programme }: Timed, now: Date): Date | null {
  const toCome = (moments: readonly (Date | null)[]) =>
    moments.filter((moment): moment is Date => moment !== null && moment > now);
  const { timeZone } = programme.organization;
  const ofCourse = windowOf({ ...course, registrationClosedAt: null, startsOn: null, timeZone }, 'web');
  if (standing.state === 'membership') return earliest(toCome([ofCourse?.closesAt ?? null]));
  const ends = standing.sessions.map((session) => earliest(toCome(endsOf(session))));
  // Of sessions to choose from, the form is good for as long as one can be chosen.
  if (scope === 'slots') return ends.includes(null) ? null : latest(toCome(ends));
  const last = sessions.find(({ number }) => number === course.joinUntil);
  const joining = scope === 'course' && course.joinUntil !== null ? (last?.startsAt ?? null) : null;
  return earliest(toCome([...ends, joining]));
}

/** When a session takes nobody any more by the web: its window, and its beginning. */
function endsOf({ registration, startsAt }: SessionView): (Date | null)[] {
  return [registration.closesAt, startsAt];
}

function earliest(moments: readonly Date[]): Date | null {
  return moments.length === 0 ? null : new Date(Math.min(...moments.map(Number)));
}

function latest(moments: readonly Date[]): Date | null {
  return moments.length === 0 ? null : new Date(Math.max(...moments.map(Number)));
}
