import { INVITATION_DAYS } from '../organizations/accounts/account-sweep.js';
import { SESSION_SECONDS } from '../organizations/accounts/sessions/staff-sessions.js';
import { KEPT_DAYS as WEBHOOK_LOG_DAYS } from '../organizations/webhooks/webhooks.queries.js';
import { FORGOTTEN_AFTER_DAYS } from '../platform/mail/mail-addresses.queries.js';
import { KEPT_YEARS as CALENDAR_HASH_YEARS } from '../registrations/entries/revoked-calendars.queries.js';
import { CALENDAR_WINDOW_SECONDS } from '../registrations/my/calendar-throttle.js';
import { THROTTLE_WINDOW_SECONDS } from '../registrations/public/registering-throttle.js';
import { PENDING_DAYS, REFUSED_DAYS } from '../reminders/digest/digest-subscriptions.service.js';
import { MESSAGE_DAYS } from '../reminders/digest/digest-sweep.js';

/**
 * For how long things are kept, by the constants that the sweeps themselves erase by: the page cannot say anything else than what
 * happens. What an organization sets (`sensitiveAnswersDays`) is in its own settings.
 */
export const KEPT = {
  /** Failures of a mail address, days after the last. */
  failedAddressDays: FORGOTTEN_AFTER_DAYS,
  /** Hashes of calendar addresses that were replaced or stopped. */
  calendarHashYears: CALENDAR_HASH_YEARS,
  /** A wish for the digest that nobody said yes to. */
  digestPendingDays: PENDING_DAYS,
  /** That an address refused to be asked. */
  digestRefusedDays: REFUSED_DAYS,
  /** What was mailed to a subscriber who has left. */
  digestMailDays: MESSAGE_DAYS,
  /** What other systems were told. */
  webhookLogDays: WEBHOOK_LOG_DAYS,
  /** Offers of a role to staff. */
  invitationDays: INVITATION_DAYS,
  /** Hours until a member of staff must sign in again. */
  staffSessionHours: SESSION_SECONDS / 3600,
  /** Minutes for which requests to register are counted by origin, in memory. */
  originMinutes: THROTTLE_WINDOW_SECONDS / 60,
  /** Hours of the longest count that is written down, as hashes. */
  countHours: CALENDAR_WINDOW_SECONDS / 3600,
} as const;
