import type { EntityManager } from 'typeorm';
import { turnOccasion } from '../queue/waiting-list.queries.js';
import { toCome } from '../seats/to-come.queries.js';

/**
 * Lets a request that staff have confirmed wait for its seats; the queue gives them in the same transaction where they are
 * free. Places in sessions that have begun meanwhile are given up. A membership is confirmed at once. The pools must be locked.
 */
export async function letApplicantWait(tx: EntityManager, registrationId: string, now: Date): Promise<void> {
  await tx.query(
    `WITH places AS (
       UPDATE places place SET status = CASE WHEN ${toCome('session', '$2')} THEN 'waitlisted' ELSE 'released' END,
         -- Of one that waits it says when that began: the entry in its holder's calendar is dated by it.
         released_at = $2
       FROM sessions session
       WHERE place.registration_id = $1 AND place.status = 'applied' AND session.id = place.session_id
     )
     UPDATE registrations SET status = CASE WHEN membership THEN 'confirmed' ELSE 'waitlisted' END
     WHERE id = $1 AND status = 'applied'`,
    [registrationId, now],
  );
}

/**
 * Puts the mail about what a request has become in the ledger; nothing where it has no address, or where the queue has told
 * already.
 */
export async function tellDecision(tx: EntityManager, registrationId: string, now: Date): Promise<void> {
  await tx.query(
    `INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
     SELECT gen_random_uuid(), organization_id, email,
       CASE WHEN status = 'waitlisted' THEN 'waiting' WHEN membership THEN 'confirmed' ELSE 'promoted' END,
       ${turnOccasion('id', '$2')}, id, $2, $2
     FROM registrations WHERE id = $1 AND email IS NOT NULL AND status IN ('confirmed', 'waitlisted')
     ON CONFLICT DO NOTHING`,
    [registrationId, now],
  );
}

/** Seats given beyond the capacity, by the key of their sort. */
export interface OverbookedSeats {
  readonly session: string;
  readonly pool: string;
  readonly units: number;
  /** How many of them were not there. */
  readonly beyond: number;
}

/**
 * Gives a registration that waits or has applied its seats in all sessions to come, whether they are there or not, and lets
 * the pools go beyond their capacity by exactly as much as that takes. The pools must be locked.
 */
export async function seatBeyondCapacity(
  tx: EntityManager,
  registrationId: string,
  now: Date,
): Promise<OverbookedSeats[]> {
  const seats: OverbookedSeats[] = await tx.query(
    `WITH moved AS (
       UPDATE places place SET status = 'confirmed', confirmed_at = $2
       FROM sessions session
       WHERE place.registration_id = $1 AND place.status IN ('waitlisted', 'applied') AND session.id = place.session_id
         AND session.status = 'scheduled' AND ${toCome('session', '$2')}
       RETURNING place.session_id, place.pool_id, place.units, place.kept
     ), before AS (
       SELECT pool.id, pool.key, pool.capacity, pool.taken, moved.session_id, moved.units
       FROM seat_pools pool JOIN moved ON moved.pool_id = pool.id
     ), taken AS (
       UPDATE seat_pools pool SET taken = pool.taken + moved.units,
         taken_kept = pool.taken_kept + CASE WHEN moved.kept THEN moved.units ELSE 0 END,
         overbooked = greatest(pool.overbooked, pool.taken + moved.units - coalesce(pool.capacity, pool.taken + moved.units))
       FROM moved WHERE pool.id = moved.pool_id
     ), registration AS (
       UPDATE registrations SET status = 'confirmed', resting = NULL
       WHERE id = $1 AND EXISTS (SELECT FROM moved)
     )
     SELECT session_id AS session, key AS pool, units,
       least(units, greatest(0, taken + units - coalesce(capacity, taken + units))) AS beyond
     FROM before ORDER BY id`,
    [registrationId, now],
  );
  return seats;
}
