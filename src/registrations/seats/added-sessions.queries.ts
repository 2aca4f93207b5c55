import type { DataSource, EntityManager } from 'typeorm';
import { ACTIVE, TAKES_SEAT } from '../domain/statuses.js';
import { toCome } from './to-come.queries.js';

/**
 * Brings the places in sessions of these courses that are to come (again: a session that was over, or called off, has a new
 * date) in line with their registrations. Who registered for the whole course and was let in meanwhile has the place that
 * waited there, beyond the capacity if need be, as for a session that is added; who cancelled meanwhile has none.
 */
async function settlePlaces(tx: EntityManager, courseIds: readonly string[], now: Date): Promise<void> {
  await tx.query(
    `WITH behind AS (
       SELECT place.id, place.pool_id, place.units, place.kept, place.status,
         CASE WHEN registration.status IN ${ACTIVE} THEN registration.status ELSE 'released' END AS becomes
       FROM sessions session
       JOIN places place ON place.session_id = session.id AND place.status <> 'released'
       JOIN registrations registration ON registration.id = place.registration_id
         AND registration.status <> place.status
       WHERE session.course_id = ANY($1::uuid[]) AND ${toCome('session', '$2')}
         AND (session.status = 'scheduled' OR registration.status NOT IN ${ACTIVE})
     ), settled AS (
       UPDATE places place SET status = becomes,
         confirmed_at = CASE becomes WHEN 'confirmed' THEN $2 ELSE place.confirmed_at END,
         -- Of one that waits it says since when: the entry in its holder's calendar is dated by it.
         released_at = CASE WHEN becomes <> 'confirmed' THEN $2::timestamptz END
       FROM behind WHERE place.id = behind.id
     )
     UPDATE seat_pools pool SET taken = pool.taken + sums.units, taken_kept = pool.taken_kept + sums.kept,
       overbooked = greatest(pool.overbooked, pool.taken + sums.units - coalesce(pool.capacity, pool.taken + sums.units))
     FROM (SELECT pool_id, sum(turn * units)::int AS units, coalesce(sum(turn * units) FILTER (WHERE kept), 0)::int AS kept
       FROM (SELECT *, (becomes IN ${TAKES_SEAT})::int - (status IN ${TAKES_SEAT})::int AS turn FROM behind) turned
       GROUP BY pool_id) sums
     WHERE pool.id = sums.pool_id`,
    [courseIds, now],
  );
}

/**
 * Gives everyone who registered for a whole course a place in those of its sessions to come in which they have none yet:
 * sessions that were added, or got their date, after they registered (I3). They were promised every session, so where that
 * is more than the pool holds, it is overbooked; the act that added the session is the recorded one. They are told (I6). A
 * contact who already holds that session by another registration keeps that one (I2). Places that are there and were left
 * behind are settled with them. Pools must be locked.
 */
export async function extendCourseRegistrations(
  tx: EntityManager,
  courseIds: readonly string[],
  now: Date,
): Promise<void> {
  await settlePlaces(tx, courseIds, now);
  await tx.query(
    `WITH added AS (
       INSERT INTO places (id, organization_id, registration_id, session_id, pool_id, units, kept, status, contact_key,
         confirmed_at)
       SELECT gen_random_uuid(), registration.organization_id, registration.id, session.id, pool.id,
         CASE pool.unit WHEN 'people' THEN registration.people ELSE 1 END,
         coalesce((SELECT bool_or(kept) FROM places WHERE registration_id = registration.id), false), registration.status,
         registration.contact_key,
         CASE registration.status WHEN 'confirmed' THEN $2::timestamptz END
       FROM registrations registration
       JOIN sessions session ON session.course_id = registration.course_id
         AND session.status = 'scheduled' AND ${toCome('session', '$2')}
       JOIN seat_pools pool ON pool.session_id = session.id AND pool.key = registration.pool_key
       WHERE registration.course_id = ANY($1::uuid[]) AND registration.session_id IS NULL
         AND registration.status IN ${ACTIVE} AND NOT registration.membership
         AND NOT EXISTS (SELECT FROM places
           WHERE registration_id = registration.id AND places.session_id = session.id)
       ON CONFLICT DO NOTHING
       RETURNING id, organization_id, registration_id, session_id, pool_id, units, kept, status
     ), told AS (
       INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
       SELECT gen_random_uuid(), added.organization_id, registration.email, 'changed',
         'session:' || session.id || ':' || session.sequence, added.id, $2, $2
       FROM added
       JOIN sessions session ON session.id = added.session_id
       JOIN registrations registration ON registration.id = added.registration_id AND registration.email IS NOT NULL
       ON CONFLICT DO NOTHING
     )
     UPDATE seat_pools pool
     SET taken = pool.taken + sums.units, taken_kept = pool.taken_kept + sums.kept,
       overbooked = greatest(pool.overbooked, pool.taken + sums.units - coalesce(pool.capacity, pool.taken + sums.units))
     FROM (SELECT pool_id, sum(units)::int AS units, coalesce(sum(units) FILTER (WHERE kept), 0)::int AS kept
       FROM added WHERE status IN ${TAKES_SEAT} GROUP BY pool_id) sums
     WHERE pool.id = sums.pool_id`,
    [courseIds, now],
  );
}

/** Ids of courses to come in which someone who registered for all of it lacks a place: a hint, for the sweep. */
export async function coursesToExtend(db: DataSource, now: Date): Promise<string[]> {
  const rows: { id: string }[] = await db.query(
    `SELECT DISTINCT registration.course_id AS id
     FROM registrations registration
     JOIN sessions session ON session.course_id = registration.course_id
       AND session.status = 'scheduled' AND ${toCome('session', '$1')}
     JOIN seat_pools pool ON pool.session_id = session.id AND pool.key = registration.pool_key
     WHERE registration.session_id IS NULL AND registration.status IN ${ACTIVE} AND NOT registration.membership
       AND NOT EXISTS (SELECT FROM places place WHERE place.session_id = session.id
         AND (place.registration_id = registration.id OR place.contact_key IN (
           SELECT contact_key FROM places WHERE registration_id = registration.id)))`,
    [now],
  );
  return rows.map(({ id }) => id);
}
