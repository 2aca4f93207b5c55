import type { DataSource, EntityManager } from 'typeorm';

/** Failures on account of an address after which nothing is sent to it any more. */
const SUPPRESSED_AFTER = 2;
/** Days after which a failure no longer counts, and is not kept either: addresses come back, providers change. */
export const FORGOTTEN_AFTER_DAYS = 180;

export interface AddressFailure {
  readonly organizationId: string;
  /** Mail address, as in the ledger. */
  readonly recipient: string;
  /** What the server said. */
  readonly answer: string;
  readonly now: Date;
}

/**
 * Notes that a letter was refused for good on account of its recipient's address. From the second time on, within half a
 * year, the organization's further messages to it are `suppressed` when they come up, until somebody lifts it.
 */
export async function recordAddressFailure(
  db: DataSource | EntityManager,
  { organizationId, recipient, answer, now }: AddressFailure,
): Promise<void> {
  await db.query(
    `INSERT INTO mail_addresses AS a (organization_id, recipient, failures, last_failed_at, last_answer)
     VALUES ($1, $2, 1, $4, left($3, 500))
     ON CONFLICT (organization_id, recipient) DO UPDATE SET
       failures = CASE WHEN a.last_failed_at < $4 - make_interval(days => $6) THEN 1 ELSE a.failures + 1 END,
       last_failed_at = greatest(a.last_failed_at, $4),
       last_answer = excluded.last_answer,
       suppressed_at = CASE
         WHEN a.suppressed_at IS NOT NULL THEN a.suppressed_at
         WHEN a.last_failed_at >= $4 - make_interval(days => $6) AND a.failures + 1 >= $5 THEN $4 END`,
    [organizationId, recipient, answer, now, SUPPRESSED_AFTER, FORGOTTEN_AFTER_DAYS],
  );
}

/**
 * Lets an address be written to again, as if it had never failed: somebody has put it right, or wants to try.
 * @returns whether it was suppressed
 */
export async function liftSuppression(
  tx: DataSource | EntityManager,
  { organizationId, recipient }: Pick<AddressFailure, 'organizationId' | 'recipient'>,
): Promise<boolean> {
  const [rows] = await tx.query<[{ wasSuppressed: boolean }[], number]>(
    `DELETE FROM mail_addresses WHERE organization_id = $1 AND recipient = $2
     RETURNING suppressed_at IS NOT NULL AS "wasSuppressed"`,
    [organizationId, recipient],
  );
  return rows.some(({ wasSuppressed }) => wasSuppressed);
}

const FORGOTTEN = `last_failed_at < $1::timestamptz - make_interval(days => ${FORGOTTEN_AFTER_DAYS})`;

/**
 * Erases addresses whose last failure counts no longer.
 * @returns how many
 */
export async function eraseForgottenAddresses(db: DataSource, now: Date): Promise<number> {
  const [, count] = await db.query<[unknown[], number]>(`DELETE FROM mail_addresses WHERE ${FORGOTTEN}`, [
    now,
  ]);
  return count;
}

/** How many `eraseForgottenAddresses` would erase. */
export async function countForgottenAddresses(db: DataSource, now: Date): Promise<number> {
  const [row] = await db.query(`SELECT count(*)::int AS count FROM mail_addresses WHERE ${FORGOTTEN}`, [now]);
  return row.count;
}
