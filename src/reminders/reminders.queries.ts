import type { DataSource } from 'typeorm';

/** Kind of the messages that this room puts into the ledger. */
export const REMINDER = 'reminder';

/** What a reminder's composer needs to know of the moment it was put: the start it reminds of. */
export interface ReminderFacts {
  /** ISO 8601, UTC, whole seconds. */
  readonly startsAt: string;
}

/** An instant as it stands in occasions and facts. */
const ISO = (instant: string) => `to_char(${instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

/** A rule's clock time is checked at import; this keeps a bad one from stopping everybody's reminders. */
const CLOCK_TIME = `CASE WHEN rule.at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' THEN rule.at::time END`;

/** When each rule of a session's programme falls due; `domain/reminder-schedule.ts` says the same in TypeScript. */
export const DUE_AT = `((s.starts_on - rule."daysBefore") + ${CLOCK_TIME}) AT TIME ZONE s.time_zone`;

/**
 * Puts every reminder that is due and not yet in the ledger: one statement for all, so that it is the same whether one
 * process runs it or ten at once; the ledger's unique index makes each (recipient, kind, occasion) one row.
 *
 * Not for someone who got the place, or heard of a change of it, after the reminder's time: that mail told them already.
 * @param from reminders that fell due before this are left out
 * @returns how many were put.
 */
export async function putDueReminders(
  db: DataSource,
  { now, from }: { now: Date; from: Date },
): Promise<number> {
  const rows = await db.query<unknown[]>(
    `INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, facts, due_at, created_at)
     SELECT gen_random_uuid(), p.organization_id, r.email, $3,
       'place:' || p.id || ':' || ${ISO('s.starts_at')} || ':' || rule."daysBefore",
       p.id, jsonb_build_object('startsAt', ${ISO('s.starts_at')}), due.at, $1
     FROM sessions s
     JOIN programmes g ON g.id = s.programme_id
     CROSS JOIN LATERAL jsonb_to_recordset(g.reminders) AS rule("daysBefore" integer, at text)
     CROSS JOIN LATERAL (SELECT ${DUE_AT} AS at) due
     JOIN places p ON p.session_id = s.id
     JOIN registrations r ON r.id = p.registration_id
     WHERE s.status = 'scheduled' AND s.starts_at > $1
       AND due.at <= $1 AND due.at > $2
       AND p.status = 'confirmed' AND p.confirmed_at < due.at AND r.email IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.recipient = r.email AND m.kind = 'changed'
         AND m.subject_id = p.id AND m.created_at >= due.at)
     ORDER BY r.email, p.id
     ON CONFLICT (recipient, kind, occasion) DO NOTHING
     RETURNING id`,
    [now, from, REMINDER],
  );
  return rows.length;
}
