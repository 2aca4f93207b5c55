import type { DataSource } from 'typeorm';

/** SQL: figures of sessions that nobody can bring back: what is taken out of a programme is remembered, with its SEQUENCE. */
const ORPHANED = `NOT EXISTS (SELECT FROM sessions WHERE id = figures.session_id)
  AND NOT EXISTS (SELECT FROM removed_sessions WHERE id = figures.session_id)`;

/** Erases the figures of sessions that are gone for good. @returns of how many */
export async function eraseOrphanedFigures(db: DataSource): Promise<number> {
  const [{ erased }] = await db.query(
    `WITH gone AS (DELETE FROM seat_figures figures WHERE ${ORPHANED} RETURNING 1)
     SELECT count(*)::int AS erased FROM gone`,
  );
  return erased;
}

/** Of how many sessions they would be erased. */
export async function countOrphanedFigures(db: DataSource): Promise<number> {
  const [{ found }] = await db.query(
    `SELECT count(*)::int AS found FROM seat_figures figures WHERE ${ORPHANED}`,
  );
  return found;
}
