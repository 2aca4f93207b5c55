import { isOver } from '../public/pages/coming.js';
import type { Wording } from '../public/registering-act.js';
import type { Said } from './domain/leaflet.js';
import type { LeafletSubject } from './leaflet-subjects.js';

export interface LeafletStanding {
  /** What everybody must know before the dates. */
  readonly lines: readonly Said[];
  /** True where nobody is invited: no dates, no registering, no comforts. */
  readonly isClosed: boolean;
}

/** Whether what the leaflet is about is held at all: paper hangs on when a programme has come to an end or was called off. */
export function standingLines(
  { programme, course, sessions, isCancelled }: LeafletSubject,
  { t, language }: Wording,
  now: Date,
): LeafletStanding {
  const told = (text: string, isClosed: boolean) => ({ lines: [{ text, lang: language }], isClosed });
  if (programme.status === 'suspended') return told(t('public.programme.suspendedText'), true);
  if (programme.status === 'ended') return told(t('answers.ended'), true);
  if (isCancelled) {
    const isWhole = course !== null && sessions.length === 0;
    return told(t(isWhole ? 'answers.cancelled.course' : 'leaflets.cancelled'), course !== null);
  }
  const over = sessions.filter((session) => isOver(session, now)).length;
  if (over === 0) return { lines: [], isClosed: false };
  return over === sessions.length
    ? told(t('answers.over.course'), false)
    : told(t('leaflets.held', { count: over }), false);
}
