import { isoWithOffset } from '../../shared/civil-time.js';
import type { DeskRegistration } from './desk-registration.js';
import type { DeskRow } from './reception.queries.js';

/** One registration of a search in the JSON API. */
export function deskRowJson({ createdAt, timeZone, offerExpiresAt, ...row }: DeskRow) {
  return {
    ...row,
    timeZone,
    createdAt: isoWithOffset(createdAt, timeZone),
    offerExpiresAt: offerExpiresAt && isoWithOffset(offerExpiresAt, timeZone),
  };
}

/** A registration in the JSON API, for staff: instants as ISO 8601 with the offset of `timeZone`. */
export function deskRegistrationJson({ acts, history, notes, ...registration }: DeskRegistration) {
  const { timeZone, createdAt, cancelledAt, offerExpiresAt } = registration;
  const iso = (instant: Date | null) => instant && isoWithOffset(instant, timeZone);
  return {
    ...registration,
    createdAt: iso(createdAt),
    cancelledAt: iso(cancelledAt),
    offerExpiresAt: iso(offerExpiresAt),
    notes: notes.map(({ at, ...note }) => ({ ...note, at: iso(at) })),
    history: history.map(({ at, ...entry }) => ({ ...entry, at: iso(at) })),
    /** What staff of this role can do to it as it stands. */
    acts: [...acts],
  };
}

export type DeskRegistrationJson = ReturnType<typeof deskRegistrationJson>;
