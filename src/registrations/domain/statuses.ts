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

/** SQL list of the states of a place that count as taken in its pool. */
export const TAKES_SEAT = `('confirmed', 'offered')`;

/** SQL list of the states in which a registration is still somebody's concern. */
export const ACTIVE = `('applied', 'confirmed', 'offered', 'waitlisted')`;
