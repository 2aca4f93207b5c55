import type { DataSource, EntityManager } from 'typeorm';

/** Acts, and stays in its transaction with all pools locked until `end` is called. */
export async function holdingPools(
  db: DataSource,
  act: (tx: EntityManager) => Promise<unknown> = async () => {},
): Promise<{ end(): Promise<void> }> {
  const runner = db.createQueryRunner();
  await runner.startTransaction();
  await runner.query('SELECT id FROM seat_pools ORDER BY id FOR UPDATE');
  await act(runner.manager);
  return {
    async end() {
      await runner.commitTransaction();
      await runner.release();
    },
  };
}

/** Until so many connections wait for a lock. */
export async function untilWaiting(db: DataSource, count: number): Promise<void> {
  for (;;) {
    const [{ waiting }] = await db.query(
      `SELECT count(*)::int AS waiting FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (waiting >= count) return;
  }
}
