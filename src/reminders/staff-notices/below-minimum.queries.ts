import type { DataSource } from 'typeorm';
import { readersSql } from './readers.queries.js';
import { COUNTED_MODES } from './staff-notices.js';
import { TOLD_SESSION, type ToldSession } from './told-session.js';

const KIND = 'staff_below_minimum';

/** SQL: at ten in the morning of the day, on the clock of the venue. */
const DUE_AT = `((s.starts_on - rule."daysBefore") + time '10:00') AT TIME ZONE s.time_zone`;

/** SQL: people who hold a confirmed place in session `s`. */
const HOLDERS = `(SELECT COALESCE(sum(r.people), 0)::int FROM places p JOIN registrations r ON r.id = p.registration_id
  WHERE p.session_id = s.id AND p.status = 'confirmed')`;

/**
 * Tells staff who want it that a session has fewer people than its course needs, from ten o'clock on the day that the course
 * names until it begins: once per session and day. Also where somebody cancels days after that, or it moved to a nearer day.
 * @returns how many were put.
 */
export async function putBelowMinimum(
  db: Pick<DataSource, 'query'>,
  { now }: { now: Date },
): Promise<number> {
  const rows: unknown[] = await db.query(
    `INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, facts, due_at, created_at, priority)
     SELECT gen_random_uuid(), s.organization_id, reader.email, $2,
       'minimum:' || s.id || ':' || due.day, s.id,
       jsonb_build_object('member', reader.id, 'startsOn', due.day), due.at, $1, 1
     FROM courses c
     CROSS JOIN LATERAL jsonb_to_record(c.minimum) AS rule(people integer, "daysBefore" integer)
     JOIN sessions s ON s.course_id = c.id
     CROSS JOIN LATERAL (SELECT ${DUE_AT} AS at, to_char(s.starts_on, 'YYYY-MM-DD') AS day) due
     JOIN ${readersSql('$2')} reader ON reader.organization_id = s.organization_id
     WHERE c.minimum IS NOT NULL AND c.registration_mode IN ${COUNTED_MODES}
       AND s.status = 'scheduled' AND s.starts_at > $1 AND due.at <= $1
       AND ${HOLDERS} < rule.people
     ORDER BY reader.email, s.id
     ON CONFLICT (recipient, kind, occasion) DO NOTHING
     RETURNING id`,
    [now, KIND],
  );
  return rows.length;
}

/** A session, how many people it has, and how many it needs. */
export interface MinimumStanding extends ToldSession {
  readonly sessionId: string;
  readonly people: number;
  /** Null: nobody asks for a number any more. */
  readonly minimum: number | null;
  /** Registrations that wait, or about which is still to be decided. */
  readonly undecided: number;
}

/** The session as it stands now; null once it is gone. */
export async function minimumStanding(db: DataSource, sessionId: string): Promise<MinimumStanding | null> {
  const [row] = await db.query<MinimumStanding[]>(
    `SELECT ${TOLD_SESSION}, ${HOLDERS} AS people, (c.minimum ->> 'people')::int AS minimum,
       (SELECT count(*)::int FROM places p WHERE p.session_id = s.id AND p.status IN ('applied', 'waitlisted', 'offered'))
         AS undecided
     FROM sessions s JOIN courses c ON c.id = s.course_id JOIN programmes g ON g.id = s.programme_id
     WHERE s.id = $1`,
    [sessionId],
  );
  return row ?? null;
}
