import type { DataSource } from 'typeorm';
import { toCome } from '../../registrations/seats/to-come.queries.js';
import { isPresence, MARKS, type Mark } from '../domain/attendance.js';

/** Kind of the messages that this room puts into the ledger. */
export const THANKS = 'thanks';

/** Marks of those who came, however late, short or far away. */
const CAME: readonly Mark[] = MARKS.filter(isPresence);

/**
 * SQL: so many days after the last day of the session, on the clock of its venue; never before it is over. A rule's clock time is
 * checked where it is written; one that is none is never due, and stops nobody else's thanks.
 */
const DUE_AT = `CASE WHEN rule.at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' THEN GREATEST(s.ends_at,
  ((COALESCE(s.ends_on, s.starts_on) + rule."daysAfter") + rule.at::time) AT TIME ZONE s.time_zone) END`;

/**
 * Puts the thanks that are due and not yet in the ledger: one statement for all, so that it is the same whether one process
 * runs it or ten at once; the ledger's unique index makes each (recipient, kind, occasion) one row. Only where somebody
 * of a party is marked as having come is it thanked: to thank someone who did not manage to come would be a harm.
 *
 * A place is thanked for once, also where its holder has another address by now, or the mark is taken back and set again.
 * @param from thanks that fell due before this are left out
 * @returns how many were put.
 */
export async function putDueThanks(
  db: Pick<DataSource, 'query'>,
  { now, from }: { now: Date; from: Date },
): Promise<number> {
  const rows: unknown[] = await db.query(
    `INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at, priority)
     SELECT gen_random_uuid(), p.organization_id, r.email, $3, 'place:' || p.id, p.id, due.at, $1, 1
     FROM programmes g
     CROSS JOIN LATERAL jsonb_to_record(g.thanks) AS rule("daysAfter" integer, at text)
     JOIN sessions s ON s.programme_id = g.id
     CROSS JOIN LATERAL (SELECT ${DUE_AT} AS at) due
     JOIN places p ON p.session_id = s.id
     JOIN registrations r ON r.id = p.registration_id
     WHERE g.thanks IS NOT NULL AND s.status = 'scheduled' AND s.ends_at <= $1
       AND due.at <= $1 AND due.at > $2
       AND p.status = 'confirmed'
       AND EXISTS (SELECT FROM attendance_marks mark WHERE mark.place_id = p.id AND mark.mark = ANY($4))
       AND r.status = 'confirmed' AND r.mail_wanted = 'all' AND r.email IS NOT NULL
       AND NOT EXISTS (SELECT FROM messages m WHERE m.subject_id = p.id AND m.kind = $3)
     ORDER BY r.email, p.id
     ON CONFLICT (recipient, kind, occasion) DO NOTHING
     RETURNING id`,
    [now, from, THANKS, CAME],
  );
  return rows.length;
}

/** Whether anybody of a place is marked as having come. */
export async function cameToPlace(db: DataSource, placeId: string): Promise<boolean> {
  const rows: unknown[] = await db.query(
    'SELECT FROM attendance_marks WHERE place_id = $1 AND mark = ANY($2) LIMIT 1',
    [placeId, CAME],
  );
  return rows.length > 0;
}

/** What the holder of a place still has before them in its course. */
export interface Ahead {
  /** The next place they hold; null: none. */
  readonly placeId: string | null;
  /** True where they may still get one: they wait, or are to be decided on. */
  readonly isOpen: boolean;
}

/**
 * What is ahead in the course of this place, in this registration and in others of the same contact: each single session of
 * a course is a registration of its own.
 */
export async function aheadOf(
  db: DataSource,
  { placeId, now }: { placeId: string; now: Date },
): Promise<Ahead> {
  const rows = await db.query<{ id: string; isHeld: boolean }[]>(
    `SELECT p.id, p.status = 'confirmed' AS "isHeld"
     FROM places was
     JOIN sessions before ON before.id = was.session_id
     JOIN sessions s ON s.course_id = before.course_id AND s.status = 'scheduled' AND s.id <> before.id
     JOIN places p ON p.session_id = s.id AND p.status <> 'released'
       AND (p.registration_id = was.registration_id OR p.contact_key = was.contact_key)
     WHERE was.id = $1 AND ${toCome('s', '$2')}
     ORDER BY p.status <> 'confirmed', s.starts_at NULLS LAST, s.number, p.id`,
    [placeId, now],
  );
  const [first] = rows;
  return { placeId: first?.isHeld ? first.id : null, isOpen: rows.some(({ isHeld }) => !isHeld) };
}
