import type { DataSource, EntityManager } from 'typeorm';
import type { OfferTimes } from '../domain/offer-times.js';
import type { Room } from '../domain/seat-room.js';

import type { WaitingRegistration } from '../domain/waiting-list.js';
import { takeUpSql } from '../seats/releasing.queries.js';
import { freeSeatsSql } from '../seats/seats.queries.js';
import { toCome } from '../seats/to-come.queries.js';

/**
 * The pools of sessions to come, as they stand. They must be locked. The sessions are found first, then their pools by the
 * index: in the middle of an import the planner may believe that both tables are empty, and would join all with all.
 */
export async function roomsOf(
  tx: EntityManager,
  courseIds: readonly string[],
  now: Date,
): Promise<Map<string, Room>> {
  const rows: (Room & { readonly id: string })[] = await tx.query(
    `SELECT pool.id, pool.capacity, pool.taken, pool.kept_units AS "keptUnits", pool.kept_until AS "keptUntil",
       pool.taken_kept AS "takenKept"
     FROM seat_pools pool
     WHERE pool.session_id = ANY (ARRAY(
       SELECT session.id FROM sessions session
       WHERE session.course_id = ANY($1::uuid[]) AND session.status = 'scheduled' AND ${toCome('session', '$2')}))`,
    [courseIds, now],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** One who waits, with what decides how a freed seat reaches them. */
export interface QueuedRegistration extends WaitingRegistration {
  readonly organizationId: string;
  /** Null: who moves up has the seat at once. */
  readonly offerHours: number | null;
  /** Start of the first session it waits for; null: none has a date. */
  readonly startsAt: Date | null;
}

/** The queue of these courses in its order, each registration with the seats it still needs in sessions to come. */
export async function waitingRegistrations(
  tx: EntityManager,
  courseIds: readonly string[],
  now: Date,
): Promise<QueuedRegistration[]> {
  return tx.query(
    `SELECT registration.id, registration.organization_id AS "organizationId", course.queue_holds AS holds,
       course.offer_hours AS "offerHours", min(session.starts_at) AS "startsAt",
       json_agg(json_build_object('poolId', place.pool_id, 'units', place.units, 'kept', place.kept)) AS seats
     FROM registrations registration
     JOIN courses course ON course.id = registration.course_id
     JOIN places place ON place.registration_id = registration.id AND place.status = 'waitlisted'
     JOIN sessions session ON session.id = place.session_id
     WHERE registration.course_id = ANY($1::uuid[]) AND registration.status = 'waitlisted'
       AND registration.resting IS NULL AND session.status = 'scheduled' AND ${toCome('session', '$2')}
     GROUP BY registration.id, course.id
     ORDER BY registration.queued_at, registration.id`,
    [courseIds, now],
  );
}

/** SQL: moves the waiting places of `$1` in sessions to come to another state, and counts the seats that they take. */
const TAKE_WAITING = (status: string) => `
  moved AS (
    UPDATE places place SET status = '${status}', confirmed_at = ${status === 'confirmed' ? '$2' : 'NULL'}
    FROM sessions session
    WHERE place.registration_id = ANY($1::uuid[]) AND place.status = 'waitlisted' AND session.id = place.session_id
      AND session.status = 'scheduled' AND ${toCome('session', '$2')}
    RETURNING place.pool_id, place.units, place.kept, place.status
  ), taken AS (
    ${takeUpSql('moved')}
  )`;

/**
 * SQL: the occasion of a mail about a decision on a registration that may be taken more than once in its life: once for each
 * moment, whoever writes it.
 */
export function turnOccasion(id: string, now: string): string {
  return `'registration:' || ${id} || ':' || extract(epoch FROM ${now}::timestamptz)`;
}

/** Gives the promoted registrations their seats in sessions to come and puts the mail about it in the ledger. */
export async function confirmWaiting(tx: EntityManager, ids: readonly string[], now: Date): Promise<void> {
  await tx.query(
    `WITH ${TAKE_WAITING('confirmed')}, registration AS (
       UPDATE registrations SET status = 'confirmed', resting = NULL WHERE id = ANY($1::uuid[])
       RETURNING id, organization_id, email
     )
     INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
     SELECT gen_random_uuid(), organization_id, email, 'promoted', ${turnOccasion('id', '$2')}, id, $2, $2
     FROM registration WHERE email IS NOT NULL
     ON CONFLICT DO NOTHING`,
    [ids, now],
  );
}

/** Holds the seats for the registrations until they answer, and puts the mail that asks them in the ledger. */
export async function offerWaiting(
  tx: EntityManager,
  offers: readonly (OfferTimes & { readonly registrationId: string })[],
  now: Date,
): Promise<void> {
  await tx.query(
    `WITH ${TAKE_WAITING('offered')}, registration AS (
       UPDATE registrations SET status = 'offered', resting = NULL WHERE id = ANY($1::uuid[])
       RETURNING id, organization_id, email
     ), offer AS (
       INSERT INTO offers (id, organization_id, registration_id, made_at, arrives_at, expires_at, status)
       SELECT gen_random_uuid(), registration.organization_id, registration.id, $2, made.arrives_at, made.expires_at, 'open'
       FROM unnest($1::uuid[], $3::timestamptz[], $4::timestamptz[]) AS made (registration_id, arrives_at, expires_at)
       JOIN registration ON registration.id = made.registration_id
       RETURNING id, registration_id, arrives_at
     )
     INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
     SELECT gen_random_uuid(), registration.organization_id, registration.email, 'offered', 'offer:' || offer.id,
       registration.id, offer.arrives_at, $2
     FROM offer JOIN registration ON registration.id = offer.registration_id
     WHERE registration.email IS NOT NULL
     ON CONFLICT DO NOTHING`,
    [
      offers.map(({ registrationId }) => registrationId),
      now,
      offers.map(({ arrivesAt }) => arrivesAt),
      offers.map(({ expiresAt }) => expiresAt),
    ],
  );
}

/** Writes which pools of the courses are held by someone who waits and does not fit. They must be locked. */
export async function writeHeld(
  tx: EntityManager,
  courseIds: readonly string[],
  held: readonly string[],
): Promise<void> {
  await tx.query(
    `UPDATE seat_pools pool SET held = NOT pool.held
     FROM sessions session
     WHERE session.id = pool.session_id AND session.course_id = ANY($1::uuid[])
       AND pool.held <> (pool.id = ANY($2::uuid[]))`,
    [courseIds, held],
  );
}

/** SQL: all the seats that there are would be enough for the registration: else it holds nobody. */
export function couldEverFitSql(registration: string): string {
  return `NOT EXISTS (SELECT FROM places large JOIN seat_pools small ON small.id = large.pool_id
    JOIN sessions coming ON coming.id = large.session_id AND coming.status = 'scheduled'
    WHERE large.registration_id = ${registration}.id AND large.status = 'waitlisted' AND large.units > small.capacity)`;
}

/**
 * SQL: registrations that wait, are not resting and for whom all seats are free at `now`; in a course whose queue holds, only
 * those that nobody before them holds. What should never be true for longer than a moment.
 */
export function fittingSql(now: string): string {
  return `SELECT registration.id, registration.course_id
     FROM registrations registration
     JOIN courses course ON course.id = registration.course_id
     JOIN places place ON place.registration_id = registration.id AND place.status = 'waitlisted'
     JOIN sessions session ON session.id = place.session_id
     JOIN seat_pools pool ON pool.id = place.pool_id
     WHERE registration.status = 'waitlisted' AND registration.resting IS NULL
       AND session.status = 'scheduled' AND ${toCome('session', now)}
     GROUP BY registration.id, course.id
     HAVING bool_and(coalesce(${freeSeatsSql('pool', 'place.kept', now)} >= place.units, true))
       AND NOT (course.queue_holds AND EXISTS (
         SELECT FROM registrations ahead
         JOIN places theirs ON theirs.registration_id = ahead.id AND theirs.status = 'waitlisted'
         WHERE ahead.course_id = course.id AND ahead.status = 'waitlisted' AND ahead.resting IS NULL
           AND (ahead.queued_at, ahead.id) < (registration.queued_at, registration.id)
           AND theirs.pool_id = ANY(array_agg(pool.id)) AND ${couldEverFitSql('ahead')}))`;
}

/** Ids of courses in whose queue someone fits as things stand: a hint, to be decided again once the pools are locked. */
export async function coursesThatCouldPromote(db: DataSource, now: Date): Promise<string[]> {
  const rows: { id: string }[] = await db.query(
    `SELECT DISTINCT fitting.course_id AS id FROM (${fittingSql('$1')}) fitting`,
    [now],
  );
  return rows.map(({ id }) => id);
}
