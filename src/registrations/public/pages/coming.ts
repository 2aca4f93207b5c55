import type { Translate } from '../../../platform/views/messages.js';
import type { SessionView } from '../../sessions/session-view.js';
import { offersSession } from '../course-standing.js';
import type { PageAct } from '../page-acts.js';

/** "Can I come?", the first thing a page says after what it is about. */
export interface Coming {
  /** Of the badge, one of `public.state`. */
  readonly state: string;
  readonly sentence: string;
  /** Until when one can register; null: not known, or of no use any more. */
  readonly deadline: string | null;
  readonly button: PageAct['button'];
  /** What else one may do, e.g. come to a single session of a full course; null: nothing. */
  readonly note: string | null;
  /** True where nobody can come any more: the page then says what comes next. */
  readonly isGone: boolean;
}

/** Whether one can come to a session: it is cancelled, over, under way, or as its registration stands. */
export function comingToSession(session: SessionView, act: PageAct, t: Translate, now: Date): Coming {
  if (session.status === 'cancelled') return gone('cancelled', t('public.cancelled'));
  if (isOver(session, now)) return gone('past', t('answers.over.session'));
  if (session.registration.state === 'past') {
    // On its day nobody knows whether it has begun where its time is not known.
    const sentence = session.startTime === null ? act.sentence : t('answers.running');
    return { ...gone('closed', sentence), isGone: false };
  }
  return comingBy(act);
}

/** The same of a course. `sessions`: all of it. */
export function comingToCourse(
  sessions: readonly SessionView[],
  act: PageAct,
  t: Translate,
  now: Date,
): Coming {
  if (sessions.length === 0) return comingBy(act);
  if (sessions.every(({ status }) => status === 'cancelled')) {
    return gone('cancelled', t('answers.cancelled.course'));
  }
  const isAnyToCome = sessions.some((session) => session.status !== 'cancelled' && !isOver(session, now));
  return isAnyToCome ? comingToSome(sessions, act, t) : gone('past', t('answers.over.course'));
}

export function isOver({ endsAt }: Pick<SessionView, 'endsAt'>, now: Date): boolean {
  return endsAt !== null && endsAt <= now;
}

/** What is held and not over. */
export function stillToCome(sessions: readonly SessionView[], now: Date): SessionView[] {
  return sessions.filter((session) => session.status === 'scheduled' && !isOver(session, now));
}

/** As registration for a course stands; where it is not open, single sessions of it may be. */
export function comingToSome(sessions: readonly SessionView[], act: PageAct, t: Translate): Coming {
  const isOpenSingly = sessions.some(
    (session) => offersSession(session) && session.registration.state === 'open',
  );
  return { ...comingBy(act), note: act.state !== 'open' && isOpenSingly ? t('answers.someOpen') : null };
}

function comingBy({ state: said, sentence, deadline, button, ways }: PageAct): Coming {
  // What the web takes no more, the telephone or the desk may still take.
  const state = said === 'closed' && ways.length > 0 ? 'otherWays' : said;
  return { state, sentence, deadline, button, note: null, isGone: false };
}

function gone(state: string, sentence: string): Coming {
  return { state, sentence, deadline: null, button: null, note: null, isGone: true };
}

/** States in which nobody who is not registered already comes. */
const SHUT: ReadonlySet<string> = new Set(['closed', 'past']);

/** Of sessions still to come, those to which one can come; all of them where there is none. */
export function nextToComeTo(sessions: readonly SessionView[], now: Date): SessionView[] {
  const toCome = stillToCome(sessions, now);
  const open = toCome.filter(
    ({ registration }) => !SHUT.has(registration.state) || registration.openWays.length > 0,
  );
  return open.length > 0 ? open : toCome;
}
