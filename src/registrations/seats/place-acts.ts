import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction } from '../../platform/database/transaction.js';
import { DomainError } from '../../shared/domain-error.js';
import { acceptOffer, endOffers, openOffer } from '../queue/offers.queries.js';
import { type PromotionOptions, promoteFromQueue } from '../queue/promotion.js';
import { lockPools } from './pool-locks.queries.js';
import { type Closing, closeRegistration, releasePlaces } from './releasing.queries.js';

export interface PlaceAct extends PromotionOptions {
  /** All courses whose seats or queue it may touch. */
  readonly courseIds: readonly string[];
  readonly now: Date;
}

/**
 * One act on places, in one transaction: locks the pools of the courses, lets in who waits for what time has freed, acts, and
 * lets the queue move up (I4). What the act reads before it must be read again inside, under the locks.
 */
export async function actOnPlaces<T>(
  db: DataSource,
  { courseIds, now, ...promotion }: PlaceAct,
  act: (tx: EntityManager) => Promise<T>,
): Promise<T> {
  return inTransaction(db, async (tx) => {
    await lockPools(tx, { courseIds });
    await promoteFromQueue(tx, courseIds, now);
    const result = await act(tx);
    await promoteFromQueue(tx, courseIds, now, promotion);
    return result;
  });
}

/** Gives back the place in one session, or all in sessions to come, and closes the registration once it holds none. */
export async function giveBack(
  tx: EntityManager,
  { sessionId, ...closing }: Omit<Closing, 'unlessItHoldsPlaces'> & { readonly sessionId: string | null },
): Promise<void> {
  await releasePlaces(tx, { registrationId: closing.registrationId, sessionId, now: closing.now });
  await closeRegistration(tx, { ...closing, unlessItHoldsPlaces: sessionId !== null });
}

/**
 * Takes the seats that were offered. A repetition changes nothing.
 * @throws DomainError `expired` where the deadline has passed, `conflict` where nothing was offered
 */
export async function accept(tx: EntityManager, registrationId: string, now: Date): Promise<void> {
  const offer = await openOffer(tx, registrationId);
  if (!offer) {
    const [row] = await tx.query('SELECT status, resting FROM registrations WHERE id = $1', [registrationId]);
    if (row?.status === 'confirmed') return;
    throw new DomainError(row?.resting === 'expired' ? 'expired' : 'conflict');
  }
  if (offer.expiresAt <= now) throw new DomainError('expired');
  await acceptOffer(tx, offer, now);
}

/** Says no to what was offered and goes on waiting. A repetition changes nothing. */
export async function decline(tx: EntityManager, registrationId: string, now: Date): Promise<void> {
  const offer = await openOffer(tx, registrationId);
  if (offer) await endOffers(tx, [offer.id], 'declined', now);
}

/** Takes one's turn in the queue again, after an offer that was declined or ran out. Its position is what it was. */
export async function takeTurnAgain(tx: EntityManager, registrationId: string): Promise<void> {
  await tx.query(`UPDATE registrations SET resting = NULL WHERE id = $1 AND status = 'waitlisted'`, [
    registrationId,
  ]);
}
