import type { DataSource } from 'typeorm';
import type { AwaitedSeat } from '../domain/queue-standing.js';
import { TAKES_SEAT } from '../domain/statuses.js';
import { toCome } from '../seats/to-come.queries.js';
import { transferKeySql } from './transfers.queries.js';

/** The seats that a registration waits for, in the order of their sessions. */
export async function awaitedSeats(
  db: DataSource,
  registrationId: string,
  now: Date,
): Promise<AwaitedSeat[]> {
  return db.query(
    `SELECT session.id AS "sessionId", session.number, session.starts_on::text AS "startsOn", place.units, place.kept,
       pool.unit, pool.kept_for AS "keptFor", pool.held, pool.capacity, pool.taken, pool.kept_units AS "keptUnits",
       pool.kept_until AS "keptUntil", pool.taken_kept AS "takenKept"
     FROM places place
     JOIN sessions session ON session.id = place.session_id
     JOIN seat_pools pool ON pool.id = place.pool_id
     WHERE place.registration_id = $1 AND place.status = 'waitlisted' AND session.status = 'scheduled'
       AND ${toCome('session', '$2')}
     ORDER BY session.starts_at NULLS LAST, session.number, session.id`,
    [registrationId, now],
  );
}

/** How many who came later have seats of those that this registration waits for. */
export async function passedBy(db: DataSource, registrationId: string): Promise<number> {
  const [row] = await db.query(
    `SELECT count(DISTINCT later.id)::int AS later
     FROM registrations mine
     JOIN places awaited ON awaited.registration_id = mine.id AND awaited.status = 'waitlisted'
     JOIN places theirs ON theirs.pool_id = awaited.pool_id AND theirs.status IN ${TAKES_SEAT}
     JOIN registrations later ON later.id = theirs.registration_id
       AND (later.queued_at, later.id) > (mine.queued_at, mine.id)
     WHERE mine.id = $1`,
    [registrationId],
  );
  return row.later;
}

/**
 * How a registration that has ended goes on: `handed_over` to another person, or `merged` into another one of the same;
 * null: it does not.
 */
export async function continuationOf(
  db: DataSource,
  registrationId: string,
): Promise<'handed_over' | 'merged' | null> {
  const [row] = await db.query(
    `SELECT CASE WHEN next.idempotency_key = ${transferKeySql('registration.id')} THEN 'handed_over' ELSE 'merged' END AS "how"
     FROM registrations registration JOIN registrations next ON next.id = registration.continued_by_id
     WHERE registration.id = $1`,
    [registrationId],
  );
  return row?.how ?? null;
}
