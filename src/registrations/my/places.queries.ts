import type { EntityManager } from 'typeorm';
import type { Room } from '../domain/seat-room.js';
import { type PlaceStatus, TAKES_SEAT } from '../domain/statuses.js';
import { wakeDeclinedSql } from '../queue/waking.queries.js';
import { closingWhenFullSql, takeUpSql } from '../seats/releasing.queries.js';
import { beginning, perhapsToCome } from '../seats/to-come.queries.js';

/** A place of a registration with its session and the room of its pool, read under the locks. */
export interface PlaceInPool extends Room {
  readonly sessionId: string;
  readonly courseId: string;
  readonly poolId: string;
  readonly status: PlaceStatus;
  readonly units: number;
  readonly kept: boolean;
  readonly unit: 'people' | 'parties';
  readonly keptFor: readonly string[];
  /** True while someone who does not fit holds the queue. */
  readonly held: boolean;
  readonly sessionStatus: 'scheduled' | 'cancelled';
  /** When it has begun for certain; null while undated. */
  readonly beginsAt: Date | null;
}

/** All places of a registration, released ones too, by pool. The pools must be locked. */
export async function placesInPools(tx: EntityManager, registrationId: string): Promise<PlaceInPool[]> {
  return tx.query(
    `SELECT place.session_id AS "sessionId", session.course_id AS "courseId", place.pool_id AS "poolId", place.status,
       place.units, place.kept, pool.unit, pool.capacity, pool.taken, pool.kept_units AS "keptUnits",
       pool.kept_until AS "keptUntil", pool.taken_kept AS "takenKept", pool.kept_for AS "keptFor", pool.held,
       session.status AS "sessionStatus", ${beginning('session')} AS "beginsAt"
     FROM places place
     JOIN sessions session ON session.id = place.session_id
     JOIN seat_pools pool ON pool.id = place.pool_id
     WHERE place.registration_id = $1
     ORDER BY pool.id`,
    [registrationId],
  );
}

/** Seats for a registration; whether they are free has been decided. */
export interface GivenSeat {
  readonly sessionId: string;
  readonly poolId: string;
  readonly units: number;
  readonly kept: boolean;
}

/**
 * Gives a registration places in sessions in which it holds none, and counts the seats that they take. A place that it gave
 * back there before becomes the new one. The pools must be locked, and what it takes must be free.
 */
export async function placeRegistration(
  tx: EntityManager,
  registration: { readonly id: string; readonly organizationId: string },
  { seats, status, now }: { seats: readonly GivenSeat[]; status: PlaceStatus; now: Date },
): Promise<void> {
  await tx.query(
    `WITH placed AS (
       INSERT INTO places (id, organization_id, registration_id, session_id, pool_id, units, kept, status, contact_key,
         confirmed_at, released_at)
       SELECT gen_random_uuid(), $2, $1, wanted.session_id, wanted.pool_id, wanted.units, wanted.kept, $3,
         (SELECT contact_key FROM registrations WHERE id = $1), CASE WHEN $3 = 'confirmed' THEN $4::timestamptz END,
         CASE WHEN $3 = 'released' THEN $4::timestamptz END
       FROM unnest($5::uuid[], $6::uuid[], $7::int[], $8::boolean[]) AS wanted (session_id, pool_id, units, kept)
       ON CONFLICT (registration_id, session_id) DO UPDATE SET
         pool_id = excluded.pool_id, units = excluded.units, kept = excluded.kept, status = excluded.status,
         contact_key = excluded.contact_key, confirmed_at = excluded.confirmed_at,
         -- What waits again has changed last now: its calendar entry must not seem older than when it was given up.
         released_at = CASE WHEN excluded.confirmed_at IS NULL THEN $4::timestamptz END
       WHERE places.status = 'released'
       RETURNING pool_id, units, kept, status
     )
     ${takeUpSql('placed')}`,
    [
      registration.id,
      registration.organizationId,
      status,
      now,
      seats.map(({ sessionId }) => sessionId),
      seats.map(({ poolId }) => poolId),
      seats.map(({ units }) => units),
      seats.map(({ kept }) => kept),
    ],
  );
}

/**
 * Changes how many people a registration is for, and what its places in sessions to come take where people are counted. The
 * pools must be locked, and what is taken in addition must be free. In a session that is called off it need not be: its pool
 * is overbooked then, and should it take place after all, the act that brings it back is the recorded one.
 */
export async function resizeRegistration(
  tx: EntityManager,
  registrationId: string,
  people: number,
  now: Date,
): Promise<void> {
  await tx.query(
    `WITH registration AS (
       UPDATE registrations SET people = $2 WHERE id = $1
     ), changing AS (
       SELECT place.id, place.session_id, place.pool_id, place.kept, place.status, $2 - place.units AS more,
         session.status = 'cancelled' AS "isOff"
       FROM places place
       JOIN seat_pools pool ON pool.id = place.pool_id AND pool.unit = 'people'
       JOIN sessions session ON session.id = place.session_id
       WHERE place.registration_id = $1 AND place.status <> 'released' AND ${perhapsToCome('session', '$3')}
     ), resized AS (
       UPDATE places SET units = $2 FROM changing WHERE places.id = changing.id
     ), closing AS (
       ${closingWhenFullSql(`SELECT session_id FROM changing WHERE more < 0 AND status IN ${TAKES_SEAT}`, '$3')}
     ), woken AS (
       ${wakeDeclinedSql(`SELECT pool_id FROM changing WHERE more < 0 AND status IN ${TAKES_SEAT}`)}
     )
     UPDATE seat_pools pool SET taken = pool.taken + sums.more, taken_kept = pool.taken_kept + sums.kept,
       overbooked = CASE WHEN sums."isOff"
         THEN greatest(0, pool.taken + sums.more - coalesce(pool.capacity, pool.taken + sums.more))
         ELSE least(pool.overbooked, greatest(0, pool.taken + sums.more - coalesce(pool.capacity, 0))) END
     FROM (SELECT pool_id, sum(more)::int AS more, coalesce(sum(more) FILTER (WHERE kept), 0)::int AS kept,
         bool_or("isOff") AS "isOff"
       FROM changing WHERE status IN ${TAKES_SEAT} GROUP BY pool_id) sums
     WHERE pool.id = sums.pool_id`,
    [registrationId, people, now],
  );
}
