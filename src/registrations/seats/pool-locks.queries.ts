import type { EntityManager } from 'typeorm';

/**
 * Locks every pool that an act on these courses or sessions may touch, in id order, before anything is read: whoever frees
 * seats and whoever queues for them then see each other (docs/locking.md). A session that was added while we waited is locked
 * with the others.
 */
export async function lockPools(
  tx: EntityManager,
  scope: { readonly courseIds: readonly string[]; readonly sessionIds?: readonly string[] },
): Promise<void> {
  for (let locked = -1; ; ) {
    const pools: unknown[] = await tx.query(
      `SELECT pool.id FROM seat_pools pool
       WHERE pool.session_id IN (
         SELECT id FROM sessions WHERE course_id = ANY($1::uuid[]) OR id = ANY($2::uuid[])
       )
       ORDER BY pool.id FOR UPDATE OF pool`,
      [scope.courseIds, scope.sessionIds ?? []],
    );
    if (pools.length === locked || pools.length === 0) return;
    locked = pools.length;
  }
}
