import type { EntityManager } from 'typeorm';
import { promotions } from './domain/waiting-list.js';
import { confirmWaiting, freeSeats, waitingRegistrations } from './waiting-list.queries.js';

/**
 * Gives free seats of these courses to whom the queue says, in the transaction that freed them (I4). The pools of the
 * courses must be locked with `lockPools`. Mails about it are put in the ledger.
 * @returns ids of the registrations that moved up.
 */
export async function promoteFromQueue(
  tx: EntityManager,
  courseIds: readonly string[],
  now: Date,
): Promise<string[]> {
  const queue = await waitingRegistrations(tx, courseIds, now);
  if (queue.length === 0) return [];
  const promoted = promotions(await freeSeats(tx, courseIds, now), queue);
  if (promoted.length > 0) await confirmWaiting(tx, promoted, now);
  return promoted;
}
