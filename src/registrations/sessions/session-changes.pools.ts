import type { EntityManager } from 'typeorm';
import { DomainError } from '../../shared/domain-error.js';
import { wakeDeclined } from '../queue/waking.queries.js';
import { SeatPool } from '../seats/seat-pool.entity.js';
import type { PoolChangeDto } from './session-changes.dto.js';

/** Seats of one sort of a session, before and after. */
export interface ResizedPool {
  readonly pool: SeatPool;
  readonly capacity: number | null;
  readonly capacityStated: boolean;
}

/**
 * Which pools would change. They must be locked.
 * @throws DomainError `invalid` for a pool that is not there, `conflict` where more seats are taken than it would hold
 */
export async function plannedSizes(
  tx: EntityManager,
  sessionId: string,
  pools: readonly PoolChangeDto[],
): Promise<ResizedPool[]> {
  const resized: ResizedPool[] = [];
  for (const [index, { key, capacity, stated: capacityStated = true }] of pools.entries()) {
    const field = `pools.${index}.capacity`;
    const pool = await tx.findOneBy(SeatPool, { sessionId, key });
    if (!pool)
      throw new DomainError('invalid', { faults: [{ field: `pools.${index}.key`, code: 'unknownPool' }] });
    if (capacity !== null && !capacityStated)
      throw new DomainError('invalid', { faults: [{ field, code: 'capacityUnstated' }] });
    if (capacity !== null && pool.taken > capacity + pool.overbooked) {
      const fault = { field, code: 'capacityBelowTaken', params: { taken: pool.taken } };
      throw new DomainError('conflict', { faults: [fault] });
    }
    if (pool.capacity === capacity && pool.capacityStated === capacityStated) continue;
    resized.push({ pool, capacity, capacityStated });
  }
  return resized;
}

/** Gives pools their new sizes; who declined seats there before takes their turn again where there are more. */
export async function resize(tx: EntityManager, resized: readonly ResizedPool[]): Promise<void> {
  for (const { pool, capacity, capacityStated } of resized) {
    // What is not beyond the capacity any more is no overbooking that a later act could lean on.
    const beyond = capacity === null ? 0 : Math.max(0, pool.taken - capacity);
    const overbooked = Math.min(pool.overbooked, beyond);
    await tx.update(SeatPool, pool.id, { capacity, capacityStated, overbooked });
  }
  const larger = resized.filter(
    ({ pool, capacity }) => capacity === null || (pool.capacity !== null && capacity > pool.capacity),
  );
  await wakeDeclined(
    tx,
    larger.map(({ pool }) => pool.id),
  );
}
