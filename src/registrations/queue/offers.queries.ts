import type { DataSource, EntityManager } from 'typeorm';
import { giveBackSql } from '../seats/releasing.queries.js';

/** An open offer, for whoever answers it or lets it run out. */
export interface OpenOffer {
  readonly id: string;
  readonly registrationId: string;
  readonly expiresAt: Date;
}

/** The open offer of a registration; null where there is none. */
export async function openOffer(
  db: DataSource | EntityManager,
  registrationId: string,
): Promise<OpenOffer | null> {
  const [row] = await db.query(
    `SELECT id, registration_id AS "registrationId", expires_at AS "expiresAt" FROM offers
     WHERE registration_id = $1 AND status = 'open'`,
    [registrationId],
  );
  return row ?? null;
}

/** Turns the seats held by an offer into places, and puts the mail about it in the ledger. The pools must be locked. */
export async function acceptOffer(tx: EntityManager, offer: OpenOffer, now: Date): Promise<void> {
  await tx.query(
    `WITH offer AS (
       UPDATE offers SET status = 'accepted', decided_at = $2 WHERE id = $1 RETURNING id, registration_id
     ), places AS (
       UPDATE places place SET status = 'confirmed', confirmed_at = $2
       FROM offer WHERE place.registration_id = offer.registration_id AND place.status = 'offered'
     ), registration AS (
       UPDATE registrations SET status = 'confirmed' FROM offer WHERE registrations.id = offer.registration_id
       RETURNING registrations.id, registrations.organization_id, registrations.email, offer.id AS offer_id
     )
     INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
     SELECT gen_random_uuid(), organization_id, email, 'confirmed', 'offer:' || offer_id, id, $2, $2
     FROM registration WHERE email IS NOT NULL
     ON CONFLICT DO NOTHING`,
    [offer.id, now],
  );
}

/**
 * Gives the seats of offers back that were declined or not answered in time. The registrations keep their position and rest:
 * after a no until other seats become free, after silence until they say that they still wait. Who did not answer is told.
 * The pools must be locked.
 */
export async function endOffers(
  tx: EntityManager,
  offerIds: readonly string[],
  as: 'declined' | 'expired',
  now: Date,
): Promise<void> {
  await tx.query(
    `WITH offer AS (
       UPDATE offers SET status = $2, decided_at = $3 WHERE id = ANY($1::uuid[]) AND status = 'open'
       RETURNING id, registration_id
     ), held AS (
       SELECT place.id, place.pool_id, place.units, place.kept, place.status
       FROM places place JOIN offer ON offer.registration_id = place.registration_id
       WHERE place.status = 'offered'
     ), given_back AS (
       ${giveBackSql('held')}
     ), places AS (
       UPDATE places place SET status = 'waitlisted' FROM held WHERE place.id = held.id
     ), registration AS (
       UPDATE registrations SET status = 'waitlisted', resting = $2
       FROM offer WHERE registrations.id = offer.registration_id
       RETURNING registrations.id, registrations.organization_id, registrations.email, offer.id AS offer_id
     )
     INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
     SELECT gen_random_uuid(), organization_id, email, 'offer_expired', 'offer:' || offer_id, id, $3, $3
     FROM registration WHERE email IS NOT NULL AND $2 = 'expired'
     ON CONFLICT DO NOTHING`,
    [offerIds, as, now],
  );
}

/** Open offers whose deadline has passed, with their courses: a hint, to be decided again once the pools are locked. */
export async function overdueOffers(
  db: DataSource | EntityManager,
  now: Date,
  courseId?: string,
): Promise<{ readonly id: string; readonly courseId: string }[]> {
  return db.query(
    `SELECT offer.id, registration.course_id AS "courseId"
     FROM offers offer JOIN registrations registration ON registration.id = offer.registration_id
     WHERE offer.status = 'open' AND offer.expires_at <= $1
       AND ($2::uuid IS NULL OR registration.course_id = $2)`,
    [now, courseId ?? null],
  );
}
