import type { EntityManager } from 'typeorm';
import { TAKES_SEAT } from '../domain/statuses.js';
import { wakeDeclinedSql } from '../queue/waking.queries.js';
import { perhapsToCome, toCome } from './to-come.queries.js';

/**
 * SQL that counts seats as taken: adds to the counters what the rows of `places` (pool_id, units, kept, status as they have
 * become) take. That there is room has been decided.
 */
export function takeUpSql(places: string): string {
  return `UPDATE seat_pools pool SET taken = pool.taken + sums.units, taken_kept = pool.taken_kept + sums.kept
     FROM (SELECT pool_id, sum(units)::int AS units, coalesce(sum(units) FILTER (WHERE kept), 0)::int AS kept
       FROM ${places} WHERE status IN ${TAKES_SEAT} GROUP BY pool_id) sums
     WHERE pool.id = sums.pool_id`;
}

/**
 * SQL that gives seats back: subtracts from the counters what the rows of `places` (pool_id, units, kept, status as they were)
 * took. What was overbooked is taken back with them, except where `keepsOverbooked` (SQL):
 * there somebody else takes the same seats in the same act.
 */
export function giveBackSql(places: string, keepsOverbooked = 'false'): string {
  return `UPDATE seat_pools pool SET taken = pool.taken - freed.units, taken_kept = pool.taken_kept - freed.kept,
       overbooked = CASE WHEN ${keepsOverbooked} THEN pool.overbooked
         ELSE least(pool.overbooked, greatest(0, pool.taken - freed.units - coalesce(pool.capacity, 0))) END
     FROM (SELECT pool_id, sum(units)::int AS units, coalesce(sum(units) FILTER (WHERE kept), 0)::int AS kept
       FROM ${places} WHERE status IN ${TAKES_SEAT} GROUP BY pool_id) freed
     WHERE pool.id = freed.pool_id`;
}

/**
 * SQL that keeps registration closed for those of `sessions` (a query of ids) that are full before the statement gives seats
 * back, where their course closes when full.
 */
export function closingWhenFullSql(sessions: string, now: string): string {
  return `UPDATE sessions session SET registration_closed_at = ${now}
       FROM courses course
       WHERE course.id = session.course_id AND course.closes_when_full AND session.registration_closed_at IS NULL
         AND session.id IN (${sessions})
         AND NOT EXISTS (SELECT FROM seat_pools pool
           WHERE pool.session_id = session.id AND (pool.capacity IS NULL OR pool.taken < pool.capacity))`;
}

export interface Release {
  readonly registrationId: string;
  /** Null: all sessions to come. */
  readonly sessionId: string | null;
  readonly now: Date;
  /** True where the seats go to somebody in the same act: they do not become free for anyone. */
  readonly keepsOpen?: boolean;
  /** True where a place is kept in a session of whose time nobody knows whether it has come. */
  readonly keepsPerhapsBegun?: boolean;
}

/**
 * Releases the active places of a registration in sessions that have not begun for certain (all, or one session's) and gives their
 * seats back; who declined an offer of such seats before takes their turn again. Where a course closes when full, registration
 * for a session that was full stays closed. The pools must be locked.
 * @returns ids of the places released.
 */
export async function releasePlaces(
  tx: EntityManager,
  { registrationId, sessionId, now, keepsOpen = false, keepsPerhapsBegun = false }: Release,
): Promise<string[]> {
  const isReleased = keepsPerhapsBegun ? toCome : perhapsToCome;
  const [rows] = await tx.query<[{ id: string }[], number]>(
    `WITH releasing AS (
       SELECT place.id, place.session_id, place.pool_id, place.units, place.kept, place.status
       FROM places place JOIN sessions session ON session.id = place.session_id
       WHERE place.registration_id = $1 AND ($2::uuid IS NULL OR place.session_id = $2)
         AND place.status <> 'released' AND ${isReleased('session', '$3')}
     ), freed AS (
       ${giveBackSql('releasing', '$4::boolean')}
     ), becoming_free AS (
       SELECT session_id, pool_id FROM releasing WHERE status IN ${TAKES_SEAT} AND NOT $4::boolean
     ), closing AS (
       ${closingWhenFullSql('SELECT session_id FROM becoming_free', '$3')}
     ), woken AS (
       ${wakeDeclinedSql('SELECT pool_id FROM becoming_free')}
     )
     UPDATE places SET status = 'released', released_at = $3 FROM releasing WHERE places.id = releasing.id
     RETURNING places.id`,
    [registrationId, sessionId, now, keepsOpen],
  );
  return rows.map((row) => row.id);
}

export interface Closing {
  readonly registrationId: string;
  /** `cancelled` by who registered or for them, `declined` by staff. */
  readonly as: 'cancelled' | 'declined';
  /** In their words; null: none given. */
  readonly reason: string | null;
  readonly unlessItHoldsPlaces: boolean;
  /** The registration that goes on in its stead; null: none does. */
  readonly continuedById?: string | null;
  readonly now: Date;
}

/**
 * Ends a registration, all of it or once it holds no active place any more, withdraws its open offer and tells its contact,
 * unless another registration goes on in its stead.
 */
export async function closeRegistration(tx: EntityManager, closing: Closing): Promise<void> {
  const { registrationId, as, reason, unlessItHoldsPlaces, continuedById = null, now } = closing;
  await tx.query(
    `WITH closed AS (
       UPDATE registrations SET status = $4, cancelled_at = $2, cancel_reason = $5, continued_by_id = $6, resting = NULL
       WHERE id = $1 AND status NOT IN ('cancelled', 'declined') AND NOT ($3::boolean AND EXISTS (
         SELECT FROM places WHERE registration_id = $1 AND status <> 'released'))
       RETURNING id, organization_id, email
     ), withdrawn AS (
       UPDATE offers SET status = 'withdrawn', decided_at = $2
       FROM closed WHERE offers.registration_id = closed.id AND offers.status = 'open'
     )
     INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
     SELECT gen_random_uuid(), organization_id, email,
       CASE $4 WHEN 'declined' THEN 'declined' ELSE 'cancelled_registration' END, 'registration:' || id, id, $2, $2
     FROM closed WHERE email IS NOT NULL AND $6::uuid IS NULL
     ON CONFLICT DO NOTHING`,
    [registrationId, now, unlessItHoldsPlaces, as, reason, continuedById],
  );
}
