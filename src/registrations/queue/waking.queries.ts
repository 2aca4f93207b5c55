import type { EntityManager } from 'typeorm';

/**
 * SQL: lets those who once said no to an offer take their turn again where one of the `pools` (a subquery of ids) that they
 * wait for has become freer by somebody's act. Their own no does not count: the same seats are not offered in a circle.
 */
export function wakeDeclinedSql(pools: string): string {
  return `UPDATE registrations waiting SET resting = NULL
    WHERE waiting.status = 'waitlisted' AND waiting.resting = 'declined' AND EXISTS (
      SELECT FROM places place WHERE place.registration_id = waiting.id AND place.status = 'waitlisted'
        AND place.pool_id IN (${pools}))`;
}

/** The same for pools that have more seats now. They must be locked. */
export async function wakeDeclined(tx: EntityManager, poolIds: readonly string[]): Promise<void> {
  if (poolIds.length > 0) await tx.query(wakeDeclinedSql('SELECT unnest($1::uuid[])'), [poolIds]);
}
