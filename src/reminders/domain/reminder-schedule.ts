import { Temporal } from 'temporal-polyfill';
import type { CivilDate, CivilTime } from '../../shared/civil-time.js';

/** When to remind of a session, in the civil time of its venue: `{daysBefore: 1, at: '18:00'}` is the evening before. */
export interface ReminderRule {
  readonly daysBefore: number;
  readonly at: CivilTime;
}

/**
 * The instant at which a reminder of a session that starts on `startsOn` in `timeZone` (IANA name) falls due. Days are
 * calendar days, not 24 hours: the clock shows `rule.at` on that day, summer time or not. A clock time that the change of
 * summer time leaves out or shows twice means the later instant, as PostgreSQL's `AT TIME ZONE` has it.
 */
export function reminderDueAt(startsOn: CivilDate, rule: ReminderRule, timeZone: string): Date {
  const wall = Temporal.PlainDate.from(startsOn)
    .subtract({ days: rule.daysBefore })
    .toPlainDateTime(Temporal.PlainTime.from(rule.at));
  return new Date(wall.toZonedDateTime(timeZone, { disambiguation: 'later' }).epochMilliseconds);
}
