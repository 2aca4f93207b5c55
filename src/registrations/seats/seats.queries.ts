import type { DataSource, EntityManager } from 'typeorm';
import { prepared } from '../../platform/database/prepared.js';
import type { Language } from '../../platform/views/messages.js';
import type { Asking, Seat } from '../domain/admission.js';
import type { Channel } from '../domain/statuses.js';

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
  /** Of the token in the address of its calendar. */
  readonly calendarTokenHash: string;
  readonly idempotencyKey: string | null;
  readonly requestHash: string;
  readonly people: number;
  readonly nickname: string;
  readonly email: string | null;
  readonly contactKey: string | null;
  readonly relation: string | null;
  readonly municipality: string | null;
  /** Years; null: not said. */
  readonly age: number | null;
  readonly language: Language;
  readonly discreet: boolean;
  readonly byStaff: boolean;
  readonly channel: Channel;
  readonly declares: readonly string[];
  readonly waitingList: boolean;
  /** True where the course lets nobody pass one who waits and does not fit. */
  readonly queueHolds: boolean;
  /** `overbook`: a recorded act of staff, which takes the seats whether they are there or not. */
  readonly asking: Asking | 'overbook';
  readonly now: Date;
  readonly seats: readonly (Seat & { readonly placeId: string })[];
  readonly messageId: string;
}

export interface SeatOutcome {
  readonly status: 'confirmed' | 'waitlisted' | 'applied' | 'full' | 'cancelled' | 'repeated';
  /** The registration that the same idempotency key made before. */
  readonly repeatedId: string | null;
  readonly repeatedHash: string | null;
}

/**
 * SQL: seats left in `pool`, for someone for whom its kept seats are (`kept`) or for anybody else; null: no limit. The same
 * rule as `freeSeatsOf` in domain/seat-room.ts; a test holds the two against each other.
 */
export function freeSeatsSql(pool: string, kept: string, now: string): string {
  return `CASE
    WHEN ${kept} OR ${pool}.kept_until IS NULL OR ${pool}.kept_until <= ${now} THEN ${pool}.capacity - ${pool}.taken
    WHEN ${pool}.kept_units IS NULL THEN 0
    ELSE ${pool}.capacity - ${pool}.taken - greatest(0, ${pool}.kept_units - ${pool}.taken_kept)
  END`;
}

/**
 * Takes seats: all that the request needs, or none and a position in the queue. One statement, hence one transaction, and
 * one visit to the server while the seats are locked (docs/locking.md says why that matters).
 *
 * 1. `repeat`: an earlier request with the same key; then nothing below happens.
 * 2. `seats`: locks the pools in the order of their ids; a waiting statement sees them as the one before left them.
 * 3. `decision`: to be decided later → applied; fits whole and nobody holds the queue → confirmed; else waitlisted, or full
 *    where there is no queue.
 * 4. counters, registration, places, and the mail that will tell of it. Everything that is compared or checked here is what
 *    `seats` saw under the lock: the update meets the row first as it was before the wait, and holds even its check against
 *    that. So it writes the capacity too, which stays what it is.
 *
 * Two requests with one key at the same moment: the second fails on the unique key, its seats go back with it, and the
 * caller asks again and finds the repeat.
 */
export const TAKE_SEATS = prepared(`
WITH repeat AS (
  SELECT id, request_hash FROM registrations WHERE organization_id = $2 AND idempotency_key = $9
), seats AS (
  SELECT pool.id, pool.session_id, pool.capacity, pool.taken, pool.overbooked, pool.closed, pool.held,
    pool.kept_units, pool.kept_until, pool.taken_kept, wanted.units, wanted.place_id, wanted.kept
  FROM unnest($20::uuid[], $21::int[], $22::uuid[], $26::boolean[]) AS wanted (pool_id, units, place_id, kept)
  JOIN seat_pools pool ON pool.id = wanted.pool_id
  WHERE NOT EXISTS (SELECT FROM repeat)
  ORDER BY pool.id
  FOR UPDATE OF pool
), fitting AS (
  SELECT bool_or(closed) OR count(*) < cardinality($20::uuid[]) AS closed, bool_or(held) AS held,
    bool_and(coalesce(${freeSeatsSql('seats', 'seats.kept', '$23')} >= units, true)) AS fits,
    $28::boolean AND bool_and(coalesce(units <= capacity, true)) AS would_hold
  FROM seats
), decision AS (
  SELECT CASE
    WHEN EXISTS (SELECT FROM repeat) THEN 'repeated'
    WHEN closed THEN 'cancelled'
    WHEN $27 = 'apply' THEN 'applied'
    WHEN $27 = 'overbook' OR (fits AND NOT held) THEN 'confirmed'
    WHEN $19::boolean THEN 'waitlisted'
    ELSE 'full'
  END AS status, would_hold
  FROM fitting
), taken AS (
  UPDATE seat_pools pool SET
    capacity = seats.capacity,
    taken = seats.taken + CASE decision.status WHEN 'confirmed' THEN seats.units ELSE 0 END,
    taken_kept = seats.taken_kept + CASE WHEN decision.status = 'confirmed' AND seats.kept THEN seats.units ELSE 0 END,
    overbooked = CASE WHEN $27 = 'overbook'
      THEN greatest(seats.overbooked, seats.taken + seats.units - coalesce(seats.capacity, seats.taken + seats.units))
      ELSE seats.overbooked END,
    held = seats.held OR (decision.status = 'waitlisted' AND decision.would_hold)
  FROM seats, decision
  WHERE pool.id = seats.id
    AND (decision.status = 'confirmed' OR (decision.status = 'waitlisted' AND decision.would_hold AND NOT seats.held))
), registration AS (
  INSERT INTO registrations (id, organization_id, programme_id, course_id, session_id, pool_key, code, token_hash,
    idempotency_key, request_hash, status, people, nickname, email, contact_key, relation, municipality, language,
    discreet, by_staff, channel, declares, calendar_token_hash, age, queued_at, created_at)
  SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, status, $11, $12, $13, $14, $15, $16, $17, $18, $25, $29, $30::text[],
    $31, $32::integer, clock_timestamp(), $23
  FROM decision WHERE status IN ('confirmed', 'waitlisted', 'applied')
  RETURNING id, status
), places AS (
  INSERT INTO places (id, organization_id, registration_id, session_id, pool_id, units, kept, status, contact_key,
    confirmed_at)
  SELECT seats.place_id, $2, registration.id, seats.session_id, seats.id, seats.units, seats.kept, registration.status,
    $14, CASE WHEN registration.status = 'confirmed' THEN $23::timestamptz END
  FROM seats CROSS JOIN registration
), message AS (
  INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
  SELECT $24, $2, $13, CASE status WHEN 'waitlisted' THEN 'waiting' ELSE status END, 'registration:' || id, id, $23, $23
  FROM registration WHERE $13::text IS NOT NULL
  ON CONFLICT DO NOTHING
)
SELECT decision.status, repeat.id AS "repeatedId", repeat.request_hash AS "repeatedHash"
FROM decision LEFT JOIN repeat ON true`);

/** What `TAKE_SEATS` is given, in the order of its parameters. */
export function seatParameters(request: SeatRequest): unknown[] {
  return [
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
    request.seats.map((seat) => seat.kept),
    request.asking,
    request.queueHolds,
    request.channel,
    request.declares,
    request.calendarTokenHash,
    request.age,
  ];
}

export async function takeSeats(
  db: DataSource | EntityManager,
  request: SeatRequest,
  statement: string = TAKE_SEATS,
): Promise<SeatOutcome> {
  const [outcome] = await db.query(statement, seatParameters(request));
  return outcome;
}
