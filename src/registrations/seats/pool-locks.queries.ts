import type { EntityManager } from 'typeorm';

/**
 * Locks every pool that an act on these courses or sessions may touch, in id order, before anything is read: whoever frees
 * seats and whoever queues for them then see each other (docs/locking.md).
 */
export async function lockPools(
  tx: EntityManager,
  scope: { readonly courseIds: readonly string[]; readonly sessionIds?: readonly string[] },
): Promise<void> {
  await tx.query(
    `SELECT pool.id FROM seat_pools pool
     WHERE pool.session_id IN (
       SELECT id FROM sessions WHERE course_id = ANY($1::uuid[]) OR id = ANY($2::uuid[])
     )
     ORDER BY pool.id FOR UPDATE OF pool`,
    [scope.courseIds, scope.sessionIds ?? []],
  );
}
