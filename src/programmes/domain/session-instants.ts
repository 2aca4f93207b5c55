import { addDays, type CivilDate, type CivilTime, instantOf } from '../../shared/civil-time.js';

/** When a session is, as people were told: civil date and times in `timeZone` (IANA name). */
export interface CivilSpan {
  /** Null: the date is not known yet. */
  readonly startsOn: CivilDate | null;
  /** Null: the time is not known (時刻は未定). */
  readonly startTime: CivilTime | null;
  /** Null: the same day. */
  readonly endsOn: CivilDate | null;
  /** Null: no end is stated. */
  readonly endTime: CivilTime | null;
  readonly timeZone: string;
}

/**
 * When a session has begun for certain: where its time is not known, only when it ends, with its day at the latest. Null while
 * undated.
 */
export function beginningOf(session: {
  readonly startTime: CivilTime | null;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
}): Date | null {
  return session.startTime === null ? (session.endsAt ?? session.startsAt) : session.startsAt;
}

/**
 * The one rule by which a session's instants follow from its civil times. Both are null while it is undated. Without a
 * start time it starts with its day; without an end it ends with its last day, which is the next midnight in its zone.
 * A time that the zone skips (summer time) is read as the later one, a repeated one as the earlier.
 */
export function sessionInstants(span: CivilSpan): {
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
} {
  if (span.startsOn === null) return { startsAt: null, endsAt: null };
  const lastDay = span.endsOn ?? span.startsOn;
  return {
    startsAt: instantOf(span.startsOn, span.startTime ?? '00:00', span.timeZone),
    endsAt:
      span.endTime === null
        ? instantOf(addDays(lastDay, 1), '00:00', span.timeZone)
        : instantOf(lastDay, span.endTime, span.timeZone),
  };
}
