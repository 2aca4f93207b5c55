import type { EntityManager } from 'typeorm';

/** How long one writer waits for another of the same organization. */
const WAIT_FOR_TURN = '5s';

/**
 * Waits until nobody else imports a programme file of these organizations or edits on a screen what a file may say too;
 * the turn ends with the transaction. Keys are taken in order, so that two imports of several organizations cannot wait for
 * each other.
 */
export async function waitForTurn(tx: EntityManager, organizationKeys: readonly string[]): Promise<void> {
  await tx.query(`SET LOCAL lock_timeout = '${WAIT_FOR_TURN}'`);
  for (const key of [...organizationKeys].sort()) {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`tsudoi import ${key}`]);
  }
  await tx.query('SET LOCAL lock_timeout TO DEFAULT');
}

/** The same for the organization that owns a course or programme; where there is no such thing, nobody is waited for. */
export async function waitForTurnOf(
  tx: EntityManager,
  target: { readonly courseId: string } | { readonly programmeId: string },
): Promise<void> {
  const [table, id] =
    'courseId' in target ? ['courses', target.courseId] : ['programmes', target.programmeId];
  const rows: { slug: string }[] = await tx.query(
    `SELECT organization.slug FROM ${table} owned JOIN organizations organization ON organization.id = owned.organization_id
     WHERE owned.id = $1`,
    [id],
  );
  await waitForTurn(
    tx,
    rows.map(({ slug }) => slug),
  );
}
