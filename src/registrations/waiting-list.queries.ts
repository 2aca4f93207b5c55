import type { DataSource, EntityManager } from 'typeorm';
import type { WaitingRegistration } from './domain/waiting-list.js';
import { toCome } from './to-come.queries.js';

/** Seats left in the pools of sessions to come; null: no limit. The pools must be locked. */
export async function freeSeats(
  tx: EntityManager,
  courseIds: readonly string[],
  now: Date,
): Promise<Map<string, number | null>> {
  const rows: { id: string; free: number | null }[] = await tx.query(
    `SELECT pool.id, pool.capacity - pool.taken AS free
     FROM seat_pools pool JOIN sessions session ON session.id = pool.session_id
     WHERE session.course_id = ANY($1::uuid[]) AND session.status = 'scheduled' AND ${toCome('session', '$2')}`,
    [courseIds, now],
  );
  return new Map(rows.map((row) => [row.id, row.free]));
}

/** The queue of these courses in its order, each registration with the seats it still needs in sessions to come. */
export async function waitingRegistrations(
  tx: EntityManager,
  courseIds: readonly string[],
  now: Date,
): Promise<WaitingRegistration[]> {
  return tx.query(
    `SELECT registration.id, json_agg(json_build_object('poolId', place.pool_id, 'units', place.units)) AS seats
     FROM registrations registration
     JOIN places place ON place.registration_id = registration.id AND place.status = 'waitlisted'
     JOIN sessions session ON session.id = place.session_id
     WHERE registration.course_id = ANY($1::uuid[]) AND registration.status = 'waitlisted'
       AND session.status = 'scheduled' AND ${toCome('session', '$2')}
     GROUP BY registration.id
     ORDER BY registration.queued_at, registration.id`,
    [courseIds, now],
  );
}

/** Gives the promoted registrations their seats in sessions to come and puts the mail about it in the ledger. */
export async function confirmWaiting(tx: EntityManager, ids: readonly string[], now: Date): Promise<void> {
  await tx.query(
    `WITH confirmed AS (
       UPDATE places place SET status = 'confirmed', confirmed_at = $2
       FROM sessions session
       WHERE place.registration_id = ANY($1::uuid[]) AND place.status = 'waitlisted' AND session.id = place.session_id
         AND session.status = 'scheduled' AND ${toCome('session', '$2')}
       RETURNING place.pool_id, place.units
     ), taken AS (
       UPDATE seat_pools pool SET taken = pool.taken + sums.units
       FROM (SELECT pool_id, sum(units)::int AS units FROM confirmed GROUP BY pool_id) sums
       WHERE pool.id = sums.pool_id
     ), registration AS (
       UPDATE registrations SET status = 'confirmed' WHERE id = ANY($1::uuid[])
       RETURNING id, organization_id, email
     )
     INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
     SELECT gen_random_uuid(), organization_id, email, 'promoted', 'registration:' || id, id, $2, $2
     FROM registration WHERE email IS NOT NULL
     ON CONFLICT DO NOTHING`,
    [ids, now],
  );
}

/** Ids of courses in whose queue someone fits as things stand: a hint, to be decided again once the pools are locked. */
export async function coursesThatCouldPromote(db: DataSource, now: Date): Promise<string[]> {
  const rows: { id: string }[] = await db.query(
    `SELECT DISTINCT fitting.course_id AS id FROM (
       SELECT registration.id, registration.course_id
       FROM registrations registration
       JOIN places place ON place.registration_id = registration.id AND place.status = 'waitlisted'
       JOIN sessions session ON session.id = place.session_id
       JOIN seat_pools pool ON pool.id = place.pool_id
       WHERE registration.status = 'waitlisted' AND session.status = 'scheduled' AND ${toCome('session', '$1')}
       GROUP BY registration.id
       HAVING bool_and(pool.capacity IS NULL OR pool.taken + place.units <= pool.capacity)
     ) fitting`,
    [now],
  );
  return rows.map(({ id }) => id);
}
