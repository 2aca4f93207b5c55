import { addDays, type CivilDate, type CivilTime, shortTime } from '../../shared/civil-time.js';
import type { Holiday } from './holidays.js';
import type { Weekday } from './weekdays.js';

/**
 * What a plan is warned of. None of it is forbidden: towns hold a gathering in the room of another on purpose.
 *
 * - `room`: two sessions in one room, or one online room, at the same time
 * - `room_day`: two sessions in one room on one day, of which one has no time yet: they may meet
 * - `lecturer`: one lecturer in two sessions at the same time, not in the same room
 * - `programme`: a programme twice at the same time, not in the same room
 * - `holiday`: a session on a national holiday, `year_end`: within 年末年始, `closure`: while the organization is closed
 * - `venue_closed`: while its venue is closed, by date or by weekday
 * - `closes_after_start`: registration for a course closes after its first session has begun
 * - `opens_after_start`: it opens only after that
 */
export const CONFLICT_KINDS = [
  'room',
  'lecturer',
  'programme',
  'venue_closed',
  'closure',
  'holiday',
  'year_end',
  'opens_after_start',
  'closes_after_start',
  'room_day',
] as const;
export type ConflictKind = (typeof CONFLICT_KINDS)[number];

/** Who needs which room when. Instants are those of `sessionInstants`. */
export interface Booking {
  readonly id: string;
  readonly organizationId: string;
  readonly programmeId: string;
  /** Further programmes that it serves. */
  readonly alsoForIds: readonly string[];
  readonly startsOn: CivilDate | null;
  /** Null: not known. */
  readonly startTime: CivilTime | null;
  readonly endsOn: CivilDate | null;
  /** Null: none is stated. */
  readonly endTime: CivilTime | null;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly venueId: string | null;
  readonly lecturer: string | null;
}

/** A day on which a session lies, and why that is worth a word. */
export interface ConflictDay {
  readonly date: CivilDate;
  readonly holiday?: Holiday;
  /** True where the holiday is a forecast (見込み). */
  readonly forecast?: boolean;
  /** The reason of a closure in the organizer's words. */
  readonly reason?: string;
  /** The weekday on which the venue is closed. */
  readonly weekday?: Weekday;
}

/** What a sentence about a conflict needs beyond the names of its sessions. */
export interface ConflictFacts {
  readonly venueId?: string;
  /** As the first of the sessions writes it. */
  readonly lecturer?: string;
  readonly programmeId?: string;
  /** When both run: from the later start to the earlier end; null where no end is stated. */
  readonly overlap?: { readonly from: Date; readonly until: Date | null };
  /** Days of a session that the conflict is about, in order. */
  readonly days?: readonly ConflictDay[];
  readonly opensAt?: Date;
  readonly closesAt?: Date;
}

export interface Conflict {
  readonly kind: ConflictKind;
  /** One or two, in the order of their ids: an acceptance is kept under the first. */
  readonly sessionIds: readonly string[];
  /** The same text as long as it is about the same thing; where it changes, an acceptance no longer holds. */
  readonly fact: string;
  readonly facts: ConflictFacts;
}

/** The last day on which a session lies, which is not the day at whose first moment it ends. */
export function lastDayOf({ startsOn, endsOn, endTime }: Booking): CivilDate {
  if (endsOn === null || endsOn <= startsOn!) return startsOn!;
  return endTime !== null && shortTime(endTime) === '00:00' ? addDays(endsOn, -1) : endsOn;
}
