import type { DataSource, EntityManager } from 'typeorm';
import type { Pace } from './pace.js';

/** Makes sure that workers find the row that they share. */
export async function openPace(db: DataSource, { server }: Pace, now: Date): Promise<void> {
  await db.query('INSERT INTO mail_paces (server, next_at) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    server,
    now,
  ]);
}

/** When the pace lets another letter go: the first full millisecond. */
export async function paceResumesAt(db: DataSource, { server, burst, spacing }: Pace): Promise<Date | null> {
  const [row] = await db.query<{ at: Date }[]>(
    `SELECT date_trunc('milliseconds', next_at - make_interval(secs => $2)) + interval '1 millisecond' AS at
     FROM mail_paces WHERE server = $1`,
    [server, (burst - 1) * spacing],
  );
  return row?.at ?? null;
}

/**
 * Gives slots back that were taken and not used. Those of an earlier spell are gone: since then the pace has had its whole
 * burst again, and more than that would break it.
 * @param spells of the claims, one for each slot
 */
export async function refundPace(
  tx: EntityManager,
  { server, spacing }: Pace,
  spells: readonly number[],
): Promise<void> {
  await tx.query(
    `UPDATE mail_paces SET next_at = next_at - make_interval(secs => $3::float8 * slots.count)
     FROM (SELECT spell, count(*) AS count FROM unnest($2::int[]) AS spell GROUP BY spell) slots
     WHERE server = $1 AND mail_paces.spell = slots.spell`,
    [server, spells, spacing],
  );
}
