import type { EntityManager } from 'typeorm';

/**
 * How many registrations hold, were offered, have asked for or await a place in each of these pools; pools without any are
 * left out. Their places have units of what the pool counts now.
 */
export async function holdersByPool(
  tx: EntityManager,
  poolIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (poolIds.length === 0) return new Map();
  const rows: { id: string; holders: number }[] = await tx.query(
    `SELECT pool_id AS id, count(*)::int AS holders FROM places
     WHERE pool_id = ANY($1::uuid[]) AND status <> 'released' GROUP BY pool_id`,
    [poolIds],
  );
  return new Map(rows.map(({ id, holders }) => [id, holders]));
}
