/** What became of a request. `applied`: received, to be decided by staff or a lottery; it takes no seat. */
export type RegistrationStatus =
  | 'applied'
  | 'confirmed'
  | 'offered'
  | 'waitlisted'
  | 'declined'
  | 'cancelled';

/** What became of the place in one session. Seats are taken by those confirmed, and held by those offered. */
export const PLACE_STATUSES = ['applied', 'confirmed', 'offered', 'waitlisted', 'released'] as const;
export type PlaceStatus = (typeof PLACE_STATUSES)[number];

/** Ways by which a request comes. */
export const CHANNELS = ['web', 'telephone', 'desk', 'walk_in', 'mail'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Which mails a registrant wants: all; only those that say what has changed (`needed`); none. */
export const MAIL_WANTED = ['all', 'needed', 'none'] as const;
export type MailWanted = (typeof MAIL_WANTED)[number];

/** The states of a place that count as taken in its pool. */
const SEATED: readonly PlaceStatus[] = ['confirmed', 'offered'];

/** SQL list of them. */
export const TAKES_SEAT = sqlList(SEATED);

export function takesSeat(status: PlaceStatus): boolean {
  return SEATED.includes(status);
}

/** The states in which a registration is still somebody's concern. */
const ACTIVE_STATUSES: readonly RegistrationStatus[] = ['applied', 'confirmed', 'offered', 'waitlisted'];

/** SQL list of them. */
export const ACTIVE = sqlList(ACTIVE_STATUSES);

export function isActive(status: RegistrationStatus): boolean {
  return ACTIVE_STATUSES.includes(status);
}

function sqlList(words: readonly string[]): string {
  return `(${words.map((word) => `'${word}'`).join(', ')})`;
}
