import type { DataSource, EntityManager } from 'typeorm';
import type { Room } from '../domain/seat-room.js';
import { toCome } from '../seats/to-come.queries.js';

/** What a lottery is about: all requests of a course, or those for one of its sessions. */
export interface LotteryScope {
  readonly courseId: string;
  readonly sessionId: string | null;
}

/** A request that waits for the draw. */
export interface LotteryRequest {
  readonly id: string;
  readonly people: number;
  readonly municipality: string | null;
  /** True where its contact has no place in a session of the programme that is over; without a contact nobody can tell. */
  readonly isFirstTimer: boolean;
  /** What it asks for in sessions to come. */
  readonly seats: readonly { readonly poolId: string; readonly units: number; readonly kept: boolean }[];
}

/** Requests of the scope that nobody has decided on, in the order in which they came. */
export async function requestsOf(
  db: DataSource | EntityManager,
  { courseId, sessionId }: LotteryScope,
  now: Date,
): Promise<LotteryRequest[]> {
  return db.query(
    `SELECT registration.id, registration.people, registration.municipality,
       NOT EXISTS (
         SELECT FROM places earlier JOIN sessions session ON session.id = earlier.session_id
         WHERE earlier.contact_key = registration.contact_key AND earlier.status = 'confirmed'
           AND session.programme_id = registration.programme_id AND session.status = 'scheduled' AND session.ends_at <= $3
       ) AS "isFirstTimer",
       coalesce((
         SELECT json_agg(json_build_object('poolId', place.pool_id, 'units', place.units, 'kept', place.kept))
         FROM places place JOIN sessions session ON session.id = place.session_id
         WHERE place.registration_id = registration.id AND place.status = 'applied'
           AND session.status = 'scheduled' AND ${toCome('session', '$3')}
       ), '[]') AS seats
     FROM registrations registration
     WHERE registration.course_id = $1 AND ($2::uuid IS NULL OR registration.session_id = $2)
       AND registration.status = 'applied' AND NOT registration.membership
     ORDER BY registration.queued_at, registration.id`,
    [courseId, sessionId, now],
  );
}

/** Seats that a lottery is about, with what staff and visitors know them by. */
export interface ScopePool extends Room {
  readonly id: string;
  readonly label: string;
  readonly labelEn: string | null;
  readonly sessionNumber: number | null;
  /** Civil date; null while undated. */
  readonly startsOn: string | null;
}

const SELECT_POOLS = `
  SELECT pool.id, pool.label, pool.label_en AS "labelEn", pool.capacity, pool.taken, pool.kept_units AS "keptUnits",
    pool.kept_until AS "keptUntil", pool.taken_kept AS "takenKept", session.number AS "sessionNumber",
    session.starts_on::text AS "startsOn"
  FROM seat_pools pool JOIN sessions session ON session.id = pool.session_id`;

/** Pools of the sessions to come, by date. */
export async function poolsOf(
  db: DataSource | EntityManager,
  { courseId, sessionId }: LotteryScope,
  now: Date,
): Promise<ScopePool[]> {
  return db.query(
    `${SELECT_POOLS}
     WHERE session.course_id = $1 AND ($2::uuid IS NULL OR session.id = $2)
       AND session.status = 'scheduled' AND ${toCome('session', '$3')}
     ORDER BY session.starts_at NULLS LAST, session.number NULLS LAST, session.id, pool.position, pool.key`,
    [courseId, sessionId, now],
  );
}

/** The same of pools that a list names, by id; one whose session is gone is missing. */
export async function poolsById(
  db: DataSource | EntityManager,
  ids: readonly string[],
): Promise<Map<string, ScopePool>> {
  const rows: ScopePool[] = await db.query(`${SELECT_POOLS} WHERE pool.id = ANY($1::uuid[])`, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** A registration of the scope, whatever became of it. */
export interface ScopeRegistration {
  readonly id: string;
  readonly code: string;
  readonly people: number;
  readonly status: string;
}

export async function registrationsOf(
  db: DataSource | EntityManager,
  { courseId, sessionId }: LotteryScope,
): Promise<ScopeRegistration[]> {
  return db.query(
    `SELECT id, code, people, status FROM registrations
     WHERE course_id = $1 AND ($2::uuid IS NULL OR session_id = $2) AND NOT membership`,
    [courseId, sessionId],
  );
}
