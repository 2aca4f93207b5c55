import type { EntityManager } from 'typeorm';
import { DomainError } from '../shared/domain-error.js';

/**
 * Makes whoever erases somebody wait until the transaction ends, for an act that writes something about them.
 * @throws DomainError `conflict` where who it was has been erased
 */
export async function refuseErased(tx: EntityManager, registrationId: string): Promise<void> {
  const [row] = await tx.query('SELECT erased_at AS "erasedAt" FROM registrations WHERE id = $1 FOR SHARE', [
    registrationId,
  ]);
  if (row?.erasedAt) throw new DomainError('conflict');
}
