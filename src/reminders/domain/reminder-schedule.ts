import { Temporal } from 'temporal-polyfill';
import type { ReminderRule } from '../../programmes/domain/reminder-file.js';
import { MORNING_HOURS } from '../../registrations/domain/offer-times.js';
import { type CivilDate, type CivilTime, shortTime } from '../../shared/civil-time.js';

/** A session as its reminders need it; civil values are those of `timeZone` (IANA name). */
export interface RemindedSession {
  readonly startsOn: CivilDate;
  /** Null: the time is not known, and it counts as beginning with its day. */
  readonly startTime: CivilTime | null;
  readonly startsAt: Date;
  readonly timeZone: string;
}

/** The hours in which an organization writes to nobody, on the clocks of its own zone; equal: none. */
export interface QuietHours {
  readonly timeZone: string;
  readonly quietFrom: CivilTime;
  readonly quietUntil: CivilTime;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/**
 * The instant at which a reminder falls due. A rule in days means calendar days in the zone of the session: the clock of
 * its venue shows `at` on that day, summer time or not. A rule in hours means hours that pass. What would fall due in quiet
 * hours goes at their end where the session begins at least two hours later, else in the last minute before them.
 * @returns null for a rule in hours about a session whose time is not known
 */
export function reminderDueAt(session: RemindedSession, rule: ReminderRule, quiet: QuietHours): Date | null {
  const at = statedAt(session, rule);
  if (!at) return null;
  const hours = quietHoursAround(at, quiet);
  if (!hours) return at;
  const isEarlyEnough = session.startsAt.getTime() - hours.end.getTime() >= MORNING_HOURS * HOUR_MS;
  return isEarlyEnough ? hours.end : new Date(hours.begin.getTime() - MINUTE_MS);
}

/** What the rule says by itself, day or night. */
function statedAt(session: RemindedSession, rule: ReminderRule): Date | null {
  if ('hoursBefore' in rule) {
    if (session.startTime === null) return null;
    return new Date(session.startsAt.getTime() - rule.hoursBefore * HOUR_MS);
  }
  const day = Temporal.PlainDate.from(session.startsOn).subtract({ days: rule.daysBefore });
  return onClock(day, rule.at, session.timeZone);
}

/** The quiet hours within which `at` lies: `begin` belongs to them, `end` does not. */
function quietHoursAround(
  at: Date,
  { timeZone, quietFrom, quietUntil }: QuietHours,
): { readonly begin: Date; readonly end: Date } | null {
  const wall = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
  const time = wall.toPlainTime().toString({ smallestUnit: 'minute' });
  const [from, until] = [shortTime(quietFrom), shortTime(quietUntil)];
  const isOvernight = from > until;
  if (isOvernight ? until <= time && time < from : time < from || until <= time) return null;
  const beginsOn = wall.toPlainDate().subtract({ days: isOvernight && time < until ? 1 : 0 });
  return {
    begin: onClock(beginsOn, from, timeZone),
    end: onClock(beginsOn.add({ days: isOvernight ? 1 : 0 }), until, timeZone),
  };
}

/** A time that the change of summer time leaves out or shows twice is the later instant, as PostgreSQL's `AT TIME ZONE` has it. */
function onClock(date: Temporal.PlainDate, time: CivilTime, timeZone: string): Date {
  const wall = date.toPlainDateTime(Temporal.PlainTime.from(time));
  return new Date(wall.toZonedDateTime(timeZone, { disambiguation: 'later' }).epochMilliseconds);
}
