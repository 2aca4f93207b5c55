import { Temporal } from 'temporal-polyfill';

/** A calendar date as people write it, `YYYY-MM-DD`: no zone, no instant. */
export type CivilDate = string;
/** A clock time, `HH:mm` (PostgreSQL's `HH:mm:ss` is accepted wherever one is read). */
export type CivilTime = string;

/** Zone of whoever names none: the house is made for Japanese towns. */
export const DEFAULT_TIME_ZONE = 'Asia/Tokyo';

/** Midnight seen from the day that it ends; PostgreSQL's `time` has it too. */
export const END_OF_DAY: CivilTime = '24:00';

/** The instant at which a wall clock in `timeZone` (IANA name) shows this date and time; in a gap the later, in a fold the earlier. */
export function instantOf(date: CivilDate, time: CivilTime, timeZone: string): Date {
  if (shortTime(time) === END_OF_DAY) return instantOf(addDays(date, 1), '00:00', timeZone);
  const zoned = Temporal.PlainDate.from(date).toZonedDateTime({
    timeZone,
    plainTime: Temporal.PlainTime.from(time),
  });
  return new Date(zoned.epochMilliseconds);
}

/** False where the clocks of `timeZone` skip this time on this date, as they do when summer time begins. */
export function isOnClock(date: CivilDate, time: CivilTime, timeZone: string): boolean {
  if (shortTime(time) === END_OF_DAY) return true;
  return civilTimeOf(instantOf(date, time, timeZone), timeZone) === shortTime(time);
}

/** The date on a wall calendar in `timeZone` at this instant. */
export function civilDateOf(instant: Date, timeZone: string): CivilDate {
  return zonedOf(instant, timeZone).toPlainDate().toString();
}

/** The time (`HH:mm`) on a wall clock in `timeZone` at this instant. */
export function civilTimeOf(instant: Date, timeZone: string): CivilTime {
  return zonedOf(instant, timeZone).toPlainTime().toString({ smallestUnit: 'minute' });
}

/** ISO 8601 with the offset that `timeZone` has at this instant: `2025-04-14T10:00:00+09:00`. */
export function isoWithOffset(instant: Date, timeZone: string): string {
  return zonedOf(instant, timeZone).toString({ timeZoneName: 'never', smallestUnit: 'second' });
}

export function addDays(date: CivilDate, days: number): CivilDate {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

export function addMonths(date: CivilDate, months: number): CivilDate {
  return Temporal.PlainDate.from(date).add({ months }).toString();
}

/** Whole days from `from` to `to`; negative where `to` is earlier. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days;
}

/** Day of the week, Monday 1 to Sunday 7 (ISO 8601). */
export function weekdayOf(date: CivilDate): number {
  return Temporal.PlainDate.from(date).dayOfWeek;
}

/**
 * True for a real calendar date written `YYYY-MM-DD`; 2025-02-29 is none. From 1900 to 2199: what is counted on from it (four weeks, a
 * day more for another zone) must still be a date, for us and for PostgreSQL.
 */
export function isCivilDate(value: string): boolean {
  if (!/^(?:19|20|21)\d{2}-\d{2}-\d{2}$/.test(value)) return false;
  try {
    Temporal.PlainDate.from(value, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
}

/** True for `HH:mm` from 00:00 to 23:59. */
export function isCivilTime(value: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(value);
}

/** True for `HH:mm` from 00:00 to 24:00, which is the end of the day. */
export function isEndTime(value: string): boolean {
  return value === END_OF_DAY || isCivilTime(value);
}

/** `HH:mm` of a time that may carry seconds, as PostgreSQL's `time` does. */
export function shortTime(time: CivilTime): CivilTime {
  return time.slice(0, 5);
}

/** True for a zone name this runtime knows, e.g. `Asia/Tokyo`. */
export function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

function zonedOf(instant: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
}
