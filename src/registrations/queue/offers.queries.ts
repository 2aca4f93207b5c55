import type { DataSource, EntityManager } from 'typeorm';
import { giveBackSql } from '../seats/releasing.queries.js';
import { toCome } from '../seats/to-come.queries.js';

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
 * after a no until other seats become free, after silence until they say that they still wait. Who did not answer is told. One
 * that is withdrawn, because its sessions began or fell out, leaves them waiting as before.
 * The pools must be locked.
 */
export async function endOffers(
  tx: EntityManager,
  offerIds: readonly string[],
  as: 'declined' | 'expired' | 'withdrawn',
  now: Date,
): Promise<void> {
  if (offerIds.length === 0) return;
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
       UPDATE registrations SET status = 'waitlisted', resting = CASE $2 WHEN 'withdrawn' THEN NULL ELSE $2 END
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

/** An open offer that does not fit its sessions any more. */
export interface OfferOutOfLine {
  readonly id: string;
  readonly registrationId: string;
  readonly organizationId: string;
  readonly arrivesAt: Date;
  /** Start of the first of its sessions still to come; null: none of them is, or takes place. */
  readonly startsAt: Date | null;
}

/** Open offers of these courses whose sessions have begun, fell out, or begin before the offer runs out. */
export async function offersOutOfLine(
  tx: EntityManager,
  courseIds: readonly string[],
  now: Date,
): Promise<OfferOutOfLine[]> {
  return tx.query(
    `SELECT * FROM (
       SELECT offer.id, offer.registration_id AS "registrationId", offer.organization_id AS "organizationId",
         offer.arrives_at AS "arrivesAt",
         offer.expires_at AS "expiresAt", min(session.starts_at) FILTER (WHERE ${COMING}) AS "startsAt",
         bool_or(coalesce(${COMING}, false)) AS "isComing"
       FROM offers offer
       JOIN registrations registration ON registration.id = offer.registration_id
       LEFT JOIN places place ON place.registration_id = offer.registration_id AND place.status = 'offered'
       LEFT JOIN sessions session ON session.id = place.session_id
       WHERE offer.status = 'open' AND registration.course_id = ANY($1::uuid[])
       GROUP BY offer.id
     ) open_offer WHERE NOT "isComing" OR "startsAt" < "expiresAt"`,
    [courseIds, now],
  );
}

/** SQL: the session takes place, and has not begun at `$2`. */
const COMING = `session.status = 'scheduled' AND ${toCome('session', '$2')}`;

/** Gives an offer an earlier end. */
export async function shortenOffer(tx: EntityManager, id: string, expiresAt: Date): Promise<void> {
  await tx.query('UPDATE offers SET expires_at = $2 WHERE id = $1', [id, expiresAt]);
}
