import type { EntityManager } from 'typeorm';
import { isOneOf } from '../domain/seat-room.js';
import { TAKES_SEAT } from '../domain/statuses.js';

interface MarkedPlace {
  readonly id: string;
  readonly kept: boolean;
  readonly municipality: string | null;
  readonly keptFor: readonly string[];
}

/**
 * Marks anew which places may use the seats that these pools keep for residents, once it has changed for whose, and counts
 * them again. The pools must be locked.
 */
export async function markKeptPlaces(tx: EntityManager, poolIds: readonly string[]): Promise<void> {
  if (poolIds.length === 0) return;
  const places: MarkedPlace[] = await tx.query(
    `SELECT place.id, place.kept, registration.municipality, pool.kept_for AS "keptFor"
     FROM places place
     JOIN registrations registration ON registration.id = place.registration_id
     JOIN seat_pools pool ON pool.id = place.pool_id
     WHERE place.pool_id = ANY($1::uuid[]) AND place.status <> 'released'`,
    [poolIds],
  );
  const turned = places
    .filter(({ kept, municipality, keptFor }) => kept !== isOneOf(municipality, keptFor))
    .map(({ id }) => id);
  if (turned.length === 0) return;
  await tx.query('UPDATE places SET kept = NOT kept WHERE id = ANY($1::uuid[])', [turned]);
  await tx.query(
    `UPDATE seat_pools pool SET taken_kept = (
       SELECT coalesce(sum(place.units), 0)::int FROM places place
       WHERE place.pool_id = pool.id AND place.kept AND place.status IN ${TAKES_SEAT})
     WHERE pool.id = ANY($1::uuid[])`,
    [poolIds],
  );
}
