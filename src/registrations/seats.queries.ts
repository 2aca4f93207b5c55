import type { DataSource, EntityManager } from 'typeorm';
import type { Seat } from './domain/admission.js';
import { toCome } from './to-come.queries.js';

/** A registration about to be written; the statement adds its status. */
export interface SeatRequest {
  readonly id: string;
  readonly organizationId: string;
  readonly programmeId: string;
  readonly courseId: string;
  readonly sessionId: string | null;
  readonly poolKey: string;
  readonly code: string;
  readonly tokenHash: string;
  readonly idempotencyKey: string | null;
  readonly requestHash: string;
  readonly people: number;
  readonly nickname: string;
  readonly email: string | null;
  readonly contactKey: string | null;
  readonly relation: string | null;
  readonly municipality: string | null;
  readonly language: 'ja' | 'en';
  readonly discreet: boolean;
  readonly byStaff: boolean;
  readonly waitingList: boolean;
  readonly now: Date;
  readonly seats: readonly (Seat & { readonly placeId: string })[];
  readonly messageId: string;
}

export interface SeatOutcome {
  readonly status: 'confirmed' | 'waitlisted' | 'full' | 'cancelled' | 'repeated';
  /** The registration that the same idempotency key made before. */
  readonly repeatedId: string | null;
  readonly repeatedHash: string | null;
}

/**
 * Takes seats: all that the request needs, or none and a position in the queue. One statement, hence one transaction, and
 * one visit to the server while the seats are locked (docs/locking.md says why that matters).
 *
 * 1. `repeat`: an earlier request with the same key; then nothing below happens.
 * 2. `seats`: locks the pools in the order of their ids; a waiting statement sees them as the one before left them.
 * 3. `decision`: fits whole → confirmed; else waitlisted, or full where there is no queue.
 * 4. counters, registration, places, and the mail that will tell of it.
 *
 * Two requests with one key at the same moment: the second fails on the unique key, its seats go back with it, and the
 * caller asks again and finds the repeat.
 */
export const TAKE_SEATS = `
WITH repeat AS (
  SELECT id, request_hash FROM registrations WHERE organization_id = $2 AND idempotency_key = $9
), seats AS (
  SELECT pool.id, pool.session_id, pool.capacity, pool.taken, pool.closed, wanted.units, wanted.place_id
  FROM unnest($20::uuid[], $21::int[], $22::uuid[]) AS wanted (pool_id, units, place_id)
  JOIN seat_pools pool ON pool.id = wanted.pool_id
  WHERE NOT EXISTS (SELECT FROM repeat)
  ORDER BY pool.id
  FOR UPDATE OF pool
), decision AS (
  SELECT CASE
    WHEN EXISTS (SELECT FROM repeat) THEN 'repeated'
    WHEN bool_or(closed) OR count(*) = 0 THEN 'cancelled'
    WHEN bool_and(capacity IS NULL OR taken + units <= capacity) THEN 'confirmed'
    WHEN $19::boolean THEN 'waitlisted'
    ELSE 'full'
  END AS status
  FROM seats
), taken AS (
  UPDATE seat_pools pool SET taken = pool.taken + seats.units
  FROM seats, decision
  WHERE pool.id = seats.id AND decision.status = 'confirmed'
), registration AS (
  INSERT INTO registrations (id, organization_id, programme_id, course_id, session_id, pool_key, code, token_hash,
    idempotency_key, request_hash, status, people, nickname, email, relation, municipality, language, discreet, by_staff,
    queued_at, created_at)
  SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, status, $11, $12, $13, $15, $16, $17, $18, $25,
    clock_timestamp(), $23
  FROM decision WHERE status IN ('confirmed', 'waitlisted')
  RETURNING id, status
), places AS (
  INSERT INTO places (id, organization_id, registration_id, session_id, pool_id, units, status, contact_key, confirmed_at)
  SELECT seats.place_id, $2, registration.id, seats.session_id, seats.id, seats.units, registration.status, $14,
    CASE WHEN registration.status = 'confirmed' THEN $23::timestamptz END
  FROM seats CROSS JOIN registration
), message AS (
  INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
  SELECT $24, $2, $13, CASE status WHEN 'confirmed' THEN 'confirmed' ELSE 'waiting' END, 'registration:' || id, id, $23, $23
  FROM registration WHERE $13::text IS NOT NULL
  ON CONFLICT DO NOTHING
)
SELECT decision.status, repeat.id AS "repeatedId", repeat.request_hash AS "repeatedHash"
FROM decision LEFT JOIN repeat ON true`;

export async function takeSeats(
  db: DataSource | EntityManager,
  request: SeatRequest,
  statement: string = TAKE_SEATS,
): Promise<SeatOutcome> {
  const [outcome] = await db.query(statement, [
    request.id,
    request.organizationId,
    request.programmeId,
    request.courseId,
    request.sessionId,
    request.poolKey,
    request.code,
    request.tokenHash,
    request.idempotencyKey,
    request.requestHash,
    request.people,
    request.nickname,
    request.email,
    request.contactKey,
    request.relation,
    request.municipality,
    request.language,
    request.discreet,
    request.waitingList,
    request.seats.map((seat) => seat.poolId),
    request.seats.map((seat) => seat.units),
    request.seats.map((seat) => seat.placeId),
    request.now,
    request.messageId,
    request.byStaff,
  ]);
  return outcome;
}

/**
 * Locks every pool that an act on these courses or sessions may touch, in id order, before anything is read: whoever frees
 * seats and whoever queues for them then see each other (docs/locking.md).
 */
export async function lockPools(
  tx: EntityManager,
  scope: { readonly courseIds: readonly string[]; readonly sessionIds?: readonly string[] },
): Promise<void> {
  await tx.query(
    `SELECT pool.id FROM seat_pools pool
     WHERE pool.session_id IN (
       SELECT id FROM sessions WHERE course_id = ANY($1::uuid[]) OR id = ANY($2::uuid[])
     )
     ORDER BY pool.id FOR UPDATE OF pool`,
    [scope.courseIds, scope.sessionIds ?? []],
  );
}

/**
 * Releases the active places of a registration in sessions that have not started (all, or one session's) and gives their
 * seats back. The pools must be locked.
 * @returns ids of the places released.
 */
export async function releasePlaces(
  tx: EntityManager,
  { registrationId, sessionId, now }: { registrationId: string; sessionId: string | null; now: Date },
): Promise<string[]> {
  const rows: { id: string }[] = await tx
    .query(
      `WITH releasing AS (
       SELECT place.id, place.pool_id, place.units, place.status
       FROM places place JOIN sessions session ON session.id = place.session_id
       WHERE place.registration_id = $1 AND ($2::uuid IS NULL OR place.session_id = $2)
         AND place.status IN ('confirmed', 'waitlisted')
         AND ${toCome('session', '$3')}
     ), freed AS (
       UPDATE seat_pools pool SET taken = pool.taken - freed.units
       FROM (SELECT pool_id, sum(units)::int AS units FROM releasing WHERE status = 'confirmed' GROUP BY pool_id) freed
       WHERE pool.id = freed.pool_id
     )
     UPDATE places SET status = 'released', released_at = $3 FROM releasing WHERE places.id = releasing.id
     RETURNING places.id`,
      [registrationId, sessionId, now],
    )
    .then(([returned]) => returned);
  return rows.map((row) => row.id);
}

/** Marks a registration as cancelled, all of it or once it holds no active place any more, and tells its contact. */
export async function closeRegistration(
  tx: EntityManager,
  {
    registrationId,
    unlessItHoldsPlaces,
    now,
  }: { registrationId: string; unlessItHoldsPlaces: boolean; now: Date },
): Promise<void> {
  await tx.query(
    `WITH closed AS (
       UPDATE registrations SET status = 'cancelled', cancelled_at = $2
       WHERE id = $1 AND status <> 'cancelled' AND NOT ($3::boolean AND EXISTS (
         SELECT FROM places WHERE registration_id = $1 AND status IN ('confirmed', 'waitlisted')))
       RETURNING id, organization_id, email
     )
     INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
     SELECT gen_random_uuid(), organization_id, email, 'cancelled_registration', 'registration:' || id, id, $2, $2
     FROM closed WHERE email IS NOT NULL
     ON CONFLICT DO NOTHING`,
    [registrationId, now, unlessItHoldsPlaces],
  );
}
