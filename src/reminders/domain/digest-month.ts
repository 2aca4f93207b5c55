import {
  addMonths,
  type CivilDate,
  type CivilTime,
  civilDateOf,
  instantOf,
} from '../../shared/civil-time.js';

/** A month as facts, occasions and addresses name it: `YYYY-MM`. */
export type Month = string;

/**
 * When the digest of the next month goes out, on the clock of its organization. On the 25th most of what a month holds is
 * known, and there is still a week to read about its first day; at ten somebody answers the telephone.
 */
export const DIGEST_DAY = 25;
export const DIGEST_TIME: CivilTime = '10:00';
/** Hours for which a digest that was missed is still put, after the house was down; always within the same month. */
export const DIGEST_GRACE_HOURS = 48;

/** The digest that somebody who says yes now gets first. */
export interface FirstDigest {
  readonly month: Month;
  /** The day on which it goes out; null: at once, as what was missed. */
  readonly on: CivilDate | null;
}

/** @param timeZone IANA name, of the organization */
export function firstDigest(now: Date, timeZone: string): FirstDigest {
  const begun = `${civilDateOf(now, timeZone).slice(0, 7)}-01`;
  const ahead = (months: number) => addMonths(begun, months).slice(0, 7);
  const dayOf = (month: Month) => `${month}-${DIGEST_DAY}`;
  const due = instantOf(dayOf(ahead(0)), DIGEST_TIME, timeZone).getTime();
  if (now.getTime() < due) return { month: ahead(1), on: dayOf(ahead(0)) };
  if (now.getTime() < due + DIGEST_GRACE_HOURS * 3_600_000) return { month: ahead(1), on: null };
  return { month: ahead(2), on: dayOf(ahead(1)) };
}

/** The first day of a month, and the first that is no longer in it. */
export interface MonthDays {
  readonly from: CivilDate;
  readonly until: CivilDate;
}

/** True for a month of this century, `YYYY-MM`. */
export function isMonth(text: unknown): text is Month {
  return typeof text === 'string' && /^20\d{2}-(0[1-9]|1[0-2])$/.test(text);
}

/** @param month `YYYY-MM` */
export function daysOfMonth(month: Month): MonthDays {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
  return { from: `${month}-01`, until: `${next}-01` };
}

/** True once the last day of the month has ended in `timeZone` (IANA name). */
export function isMonthOver(month: Month, now: Date, timeZone: string): boolean {
  return now >= instantOf(daysOfMonth(month).until, '00:00', timeZone);
}
