import type { EntityManager } from 'typeorm';

/** Takes sessions out; their last SEQUENCE stays known. */
export async function removeSessions(tx: EntityManager, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query(
    `WITH removed AS (DELETE FROM sessions WHERE id = ANY($1::uuid[]) RETURNING id, organization_id, sequence)
     INSERT INTO removed_sessions (id, organization_id, sequence) SELECT id, organization_id, sequence FROM removed
     ON CONFLICT (id) DO UPDATE SET sequence = EXCLUDED.sequence`,
    [ids],
  );
}

/**
 * Gives the SEQUENCE with which each new session begins: 0, or one more than the last of a session of that id that was taken
 * out, so that calendars which still have that one take the new one.
 */
export async function firstSequences(
  tx: EntityManager,
  ids: readonly string[],
): Promise<(id: string) => number> {
  const rows: { id: string; sequence: number }[] =
    ids.length === 0
      ? []
      : await tx.query('SELECT id, sequence FROM removed_sessions WHERE id = ANY($1::uuid[])', [ids]);
  const last = new Map(rows.map(({ id, sequence }) => [id, sequence]));
  return (id) => (last.get(id) ?? -1) + 1;
}
