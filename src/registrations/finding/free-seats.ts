import { isTooLate } from '../domain/admission.js';
import { isToBeDrawn } from '../domain/registration-state.js';
import { courseStanding } from '../public/course-standing.js';
import type { PoolView, SessionView } from '../sessions/session-view.js';

/**
 * True where whoever asks now, in one of the ways that are open, finds a seat: anyone, or those for whom seats are kept (the
 * entry says for whom). Where nobody registers, a seat is free unless all are counted as taken. Seats that are still to be drawn
 * are nobody's to find; where staff decide, those that are left count. How full others are by whom one registers elsewhere is
 * not known, and so is not free.
 */
export function hasFreeSeat({ registration, pools, status }: SessionView): boolean {
  const { state, openWays, lotteryStage } = registration;
  if (status === 'cancelled' || isToBeDrawn(lotteryStage)) return false;
  const isOpen = state === 'open' || state === 'none' || openWays.length > 0;
  return isOpen && (pools.length === 0 || pools.some(isFreeForSome));
}

/** The same for a course whose sessions one registers for together (`sessions`: all of it): a seat in every one still to come. */
export function courseHasFreeSeat(sessions: readonly SessionView[], now: Date): boolean {
  const coming = sessions.filter(({ registration }) => !['past', 'cancelled'].includes(registration.state));
  if (coming.length === 0 || !coming.every(hasFreeSeat)) return false;
  const standing = courseStanding(sessions, now);
  if (standing.state === 'open') return coming.every(isUnlimited) || standing.pools.some(isFreeForSome);
  const facts = sessions.map(({ number, startsAt, registration }) => ({
    ...{ number, startsAt },
    joinUntil: registration.joinUntil,
  }));
  return standing.openWays.length > 0 && !isTooLate(facts, now);
}

function isUnlimited({ pools }: SessionView): boolean {
  return pools.length === 0;
}

function isFreeForSome({ remaining, kept }: PoolView): boolean {
  const isFree = (left: number | null) => left === null || left > 0;
  return isFree(remaining) || (kept !== null && isFree(kept.remaining));
}
