import type { DataSource } from 'typeorm';
import { MORNING_HOURS } from '../registrations/domain/offer-times.js';

/** Kind of the messages that this room puts into the ledger. */
export const REMINDER = 'reminder';

/** What a reminder's composer, and the next sweep, need to know of the moment it was put: the start it reminds of. */
export interface ReminderFacts {
  /** ISO 8601, UTC, whole seconds. */
  readonly startsAt: string;
}

/** A rule reaches 60 days back at most (docs/programme-file.schema.json), and quiet hours, zones and the day itself a bit further. */
const FARTHEST_DAYS = 63;

/** An instant as it stands in occasions and facts. */
const ISO = (instant: string) => `to_char(${instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

/** A rule's clock time is checked at import; this keeps a bad one from stopping everybody's reminders. */
const CLOCK_TIME = `CASE WHEN rule.at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' THEN rule.at::time END`;

const STATED_AT = `CASE WHEN rule."hoursBefore" IS NULL
    THEN ((s.starts_on - rule."daysBefore") + ${CLOCK_TIME}) AT TIME ZONE s.time_zone
  WHEN s.start_time IS NOT NULL THEN s.starts_at - make_interval(hours => rule."hoursBefore") END`;

/**
 * When each `rule` of a session `s` falls due, as `due.at`, with the quiet hours of its organization `o`:
 * `domain/reminder-schedule.ts` says the same in TypeScript.
 */
export const DUE = `
  CROSS JOIN LATERAL (SELECT ${STATED_AT} AS at) stated
  CROSS JOIN LATERAL (SELECT (stated.at AT TIME ZONE o.time_zone)::date AS day,
    (stated.at AT TIME ZONE o.time_zone)::time AS time, o.quiet_from::time AS from, o.quiet_until::time AS until) clock
  CROSS JOIN LATERAL (SELECT clock.from > clock.until AS overnight) quiet
  CROSS JOIN LATERAL (SELECT
    CASE WHEN quiet.overnight THEN clock.time >= clock.from OR clock.time < clock.until
      ELSE clock.time >= clock.from AND clock.time < clock.until END AS now,
    clock.day - (quiet.overnight AND clock.time < clock.until)::int AS begins_on) hours
  CROSS JOIN LATERAL (SELECT (hours.begins_on + clock.from) AT TIME ZONE o.time_zone AS begins_at,
    (hours.begins_on + quiet.overnight::int + clock.until) AT TIME ZONE o.time_zone AS ends_at) night
  CROSS JOIN LATERAL (SELECT CASE WHEN NOT hours.now THEN stated.at
    WHEN s.starts_at - night.ends_at >= interval '${MORNING_HOURS} hours' THEN night.ends_at
    ELSE night.begins_at - interval '1 minute' END AS at) due`;

/**
 * False for who is told by another mail that went since the rule fell due, or is yet to go after the night: of a change, of
 * the place itself, or by this or a later reminder of the same start. So a clock that is put back brings up no rule that was
 * passed over, and two mails that waited for the same morning are one.
 */
export const NOT_TOLD = `AND NOT EXISTS (SELECT FROM messages m
    WHERE m.subject_id = p.id AND m.recipient = r.email
      AND (m.kind = 'changed' AND m.created_at >= due.at
        OR m.kind = $3 AND m.facts ->> 'startsAt' = ${ISO('due.starts_at')} AND m.due_at >= due.at))
  AND NOT EXISTS (SELECT FROM messages m
    WHERE m.subject_id = r.id AND m.recipient = r.email
      AND m.kind IN ('promoted', 'lottery_won') AND m.due_at >= due.at)`;

/**
 * Puts every reminder that is due and not yet in the ledger: one statement for all, so that it is the same whether one
 * process runs it or ten at once; the ledger's unique index makes each (recipient, kind, occasion) one row.
 *
 * Of a session's rules only the one that fell due last: who was not reminded while the house was down is reminded once. Not
 * for someone who got the place after that: the mail about it told them already.
 *
 * Nobody can tell beforehand how many sessions are due, the planner neither: it would read all places there have ever been,
 * every minute. OFFSET 0 keeps it from drawing the inner query out: it asks the indexes session by session.
 * @param from reminders that fell due before this are left out
 * @returns how many were put.
 */
export async function putDueReminders(
  db: DataSource,
  { now, from }: { now: Date; from: Date },
): Promise<number> {
  const [row] = await db.query<[{ count: number }]>(
    `WITH due AS MATERIALIZED (
       SELECT s.id AS session_id, s.starts_at, last.at, last.name
       FROM sessions s
       JOIN programmes g ON g.id = s.programme_id
       JOIN organizations o ON o.id = s.organization_id
       CROSS JOIN LATERAL (
         SELECT due.at, coalesce(rule."hoursBefore" || 'h', rule."daysBefore"::text) AS name
         FROM jsonb_to_recordset(g.reminders) AS rule("daysBefore" integer, at text, "hoursBefore" integer)
         ${DUE}
         WHERE due.at <= $1 AND due.at > $2
         ORDER BY due.at DESC, name LIMIT 1
       ) last
       WHERE s.status = 'scheduled' AND s.starts_at > $1 AND s.starts_at < $1 + interval '${FARTHEST_DAYS} days'
     ), put AS (
       INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, facts, due_at, created_at, priority)
       SELECT gen_random_uuid(), held.organization_id, held.email, $3,
         'place:' || held.id || ':' || ${ISO('due.starts_at')} || ':' || due.name,
         held.id, jsonb_build_object('startsAt', ${ISO('due.starts_at')}), due.at, $1, 1
       FROM due
       CROSS JOIN LATERAL (
         SELECT p.id, p.organization_id, r.email
         FROM places p JOIN registrations r ON r.id = p.registration_id
         WHERE p.session_id = due.session_id AND p.status = 'confirmed' AND p.confirmed_at < due.at
           AND r.email IS NOT NULL AND r.mail_wanted = 'all'
           ${NOT_TOLD}
         OFFSET 0
       ) held
       ORDER BY held.email, held.id
       ON CONFLICT (recipient, kind, occasion) DO NOTHING
       RETURNING 1
     ) SELECT count(*)::int AS count FROM put`,
    [now, from, REMINDER],
  );
  return row.count;
}
