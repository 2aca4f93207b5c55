import type { EntityManager } from 'typeorm';
import type { LotteryResult } from '../domain/lottery.js';
import { takeUpSql } from '../seats/releasing.queries.js';
import { toCome } from '../seats/to-come.queries.js';

export interface DrawnWinners {
  readonly lotteryId: string;
  readonly ids: readonly string[];
  /** Pools of the list: seats of other sessions are not what was drawn for. */
  readonly poolIds: readonly string[];
  readonly now: Date;
}

/**
 * Gives the winners their seats in sessions to come, counts them, and puts the mail about it in the ledger. Places in sessions
 * that are not of the list are taken out: whoever registered for the whole course gets them as for any session that is added
 * (`extendCourseRegistrations`). The pools must be locked.
 */
export async function confirmWinners(
  tx: EntityManager,
  { lotteryId, ids, poolIds, now }: DrawnWinners,
): Promise<void> {
  await tx.query(
    `WITH applied AS (
       SELECT place.id, place.pool_id = ANY($3::uuid[]) AND session.status = 'scheduled'
         AND ${toCome('session', '$2')} AS drawn
       FROM places place JOIN sessions session ON session.id = place.session_id
       WHERE place.registration_id = ANY($1::uuid[]) AND place.status = 'applied'
     ), confirmed AS (
       UPDATE places place SET status = 'confirmed', confirmed_at = $2
       FROM applied WHERE place.id = applied.id AND applied.drawn
       RETURNING place.pool_id, place.units, place.kept, place.status
     ), dropped AS (
       DELETE FROM places USING applied WHERE places.id = applied.id AND NOT applied.drawn
     ), taken AS (
       ${takeUpSql('confirmed')}
     ), registration AS (
       UPDATE registrations SET status = 'confirmed' WHERE id = ANY($1::uuid[]) AND status = 'applied'
       RETURNING id, organization_id, email
     )
     INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
     SELECT gen_random_uuid(), organization_id, email, 'lottery_won', 'lottery:' || $4, id, $2, $2
     FROM registration WHERE email IS NOT NULL
     ON CONFLICT DO NOTHING`,
    [ids, now, poolIds, lotteryId],
  );
}

/**
 * Puts requests in the queue of their course, in this order, behind everyone who waits already and before everyone who comes
 * later: whoever comes later waits for the locks that the caller holds.
 * @returns the instant after which they stand microsecond by microsecond, as PostgreSQL writes it; null: there were none
 */
export async function queueInOrder(
  tx: EntityManager,
  courseId: string,
  ids: readonly string[],
): Promise<string | null> {
  if (ids.length === 0) return null;
  const [{ from }] = await tx.query(
    `SELECT greatest(
       clock_timestamp() - cardinality($2::uuid[]) * interval '1 microsecond',
       (SELECT max(queued_at) FROM registrations WHERE course_id = $1 AND status = 'waitlisted')
     )::text AS "from"`,
    [courseId, ids],
  );
  await tx.query(
    `WITH queued AS (
       UPDATE registrations SET status = 'waitlisted', resting = NULL,
         queued_at = $2::timestamptz + drawn.position * interval '1 microsecond'
       FROM unnest($1::uuid[]) WITH ORDINALITY AS drawn (id, position)
       WHERE registrations.id = drawn.id AND registrations.status = 'applied'
       RETURNING registrations.id
     )
     UPDATE places SET status = 'waitlisted' FROM queued
     WHERE places.registration_id = queued.id AND places.status = 'applied'`,
    [ids, from],
  );
  return from;
}

/** Ends the requests that got no seats, in a course that has no queue. */
export async function declineWaiting(tx: EntityManager, ids: readonly string[], now: Date): Promise<void> {
  await tx.query(
    `WITH declined AS (
       UPDATE registrations SET status = 'declined', cancelled_at = $2
       WHERE id = ANY($1::uuid[]) AND status = 'waitlisted'
       RETURNING id
     )
     UPDATE places SET status = 'released', released_at = $2 FROM declined
     WHERE places.registration_id = declined.id AND places.status = 'waitlisted'`,
    [ids, now],
  );
}

/** Tells those who got nothing what became of their request: once for each lottery. */
export async function tellLosers(
  tx: EntityManager,
  {
    lotteryId,
    lost,
    late,
    now,
  }: { lotteryId: string; lost: readonly string[]; late: readonly string[]; now: Date },
): Promise<void> {
  await tx.query(
    `INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
     SELECT gen_random_uuid(), organization_id, email,
       CASE WHEN id = ANY($1::uuid[]) THEN 'lottery_lost' WHEN status = 'declined' THEN 'declined' ELSE 'waiting' END,
       'lottery:' || $3, id, $4, $4
     FROM registrations
     WHERE id = ANY($1::uuid[] || $2::uuid[]) AND status IN ('waitlisted', 'declined') AND email IS NOT NULL
     ON CONFLICT DO NOTHING`,
    [lost, late, lotteryId, now],
  );
}

/** Publishes the result, once. `queuedFrom` is written as text: a Date would lose its microseconds. */
export async function recordDraw(
  tx: EntityManager,
  {
    lotteryId,
    seed,
    result,
    queuedFrom,
    now,
  }: {
    readonly lotteryId: string;
    readonly seed: string;
    readonly result: LotteryResult;
    readonly queuedFrom: string | null;
    readonly now: Date;
  },
): Promise<void> {
  await tx.query(
    `UPDATE lotteries SET seed = $2, result = $3, queued_from = $4::timestamptz, drawn_at = $5
     WHERE id = $1 AND seed IS NULL`,
    [lotteryId, seed, JSON.stringify(result), queuedFrom, now],
  );
}
