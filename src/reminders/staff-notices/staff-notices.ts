/** Mails that the clock sends to staff, by their kind in the ledger. */
export const STAFF_NOTICES = ['staff_new_registration', 'staff_nearly_full', 'staff_below_minimum'] as const;
export type StaffNotice = (typeof STAFF_NOTICES)[number];

export function isStaffNotice(text: string): text is StaffNotice {
  return (STAFF_NOTICES as readonly string[]).includes(text);
}

/** What every one of these messages keeps: for whom it is. The rest is its kind's own. */
export interface StaffNoticeFacts {
  /** Id of the staff member. */
  readonly member: string;
}

/** New registrations of a programme, received from `from` (included) to `until`: ISO 8601, UTC, whole hours. */
export interface NewRegistrationFacts extends StaffNoticeFacts {
  readonly from: string;
  readonly until: string;
}

/** Seats that are nearly gone: of one pool, or (`pool` null) of those with this key in a course. */
export interface NearlyFullFacts extends StaffNoticeFacts {
  readonly course: string;
  readonly key: string;
  readonly pool: string | null;
  /** The smallest capacity among them, when it was told of. */
  readonly capacity: number;
}

/** A session with too few people, on the day for which that was found. */
export interface BelowMinimumFacts extends StaffNoticeFacts {
  readonly startsOn: string;
}

/** How one registers where staff are told of seats and numbers: elsewhere nobody counts them here. */
export const COUNTED_MODES = `('course', 'session', 'both')`;

/** SQL of an instant as it stands in occasions and facts. */
export const isoSql = (instant: string) =>
  `to_char(${instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
