import type { SessionView } from '../sessions/session-view.js';
import { offersSession, standingOf, TAKES_REQUESTS } from './course-standing.js';
import { type CourseFound, standingOfCourse } from './register-targets.js';
import { type RegisteringAct, registeringAct, type Wording } from './registering-act.js';

/** What a page says of registering, with the state that its badge names. */
export interface PageAct extends Omit<RegisteringAct, 'state'> {
  readonly state: RegisteringAct['state'] | 'whole';
}

/** How one registers for a course, or for one of its sessions where these are registered for one by one. */
export function courseAct(found: CourseFound, wording: Wording, now: Date): RegisteringAct {
  const scope = found.course.mode === 'session' ? 'slots' : 'course';
  return registeringAct({ ...found, scope, standing: standingOfCourse(found, now) }, wording, now);
}

/** True where a session's page must know all of the course: one registers for that. */
export function isOfCourse({ registration: { mode, state } }: SessionView): boolean {
  return state === 'members' || (mode === 'course' && TAKES_REQUESTS.has(state));
}

/** How one comes to a session: by registering for it, for its whole course, or by being a member. */
export function sessionAct(
  { session, ...found }: CourseFound & { readonly session: SessionView },
  wording: Wording,
  now: Date,
): PageAct {
  const { state } = session.registration;
  if (!isOfCourse(session)) {
    const standing = standingOf([session]);
    return registeringAct({ ...found, scope: 'session', standing, sessions: [session] }, wording, now);
  }
  const whole = courseAct(found, wording, now);
  const { t } = wording;
  if (state !== 'members' && !offersSession(session) && TAKES_REQUESTS.has(whole.state)) {
    // That it is open, the button says.
    const isPlain = whole.state === 'open' && whole.sentence === t('registering.act.state.open');
    const lines = isPlain ? whole.lines : [whole.sentence, ...whole.lines];
    return { ...whole, lines, state: 'whole', sentence: t('public.act.whole') };
  }
  return state === 'members' ? { ...whole, state: 'members' } : whole;
}

/**
 * What the badge of a session says in the list of its course: where one registers for the whole course only, it is as open as that,
 * which may be fuller than this session, or too late to join.
 */
export function stateInCourse({ registration: { mode, state } }: SessionView, whole: PageAct): string {
  return mode === 'course' && TAKES_REQUESTS.has(state) ? whole.state : state;
}
