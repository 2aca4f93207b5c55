import type { DataSource } from 'typeorm';
import { ACTIVE } from '../domain/statuses.js';

/**
 * Puts one mail per organization in the ledger for a contact with active registrations there: about the latest of them, to its
 * address. Once per `bucket` of time.
 */
export async function queueRecovery(
  db: DataSource,
  contactKey: string,
  bucket: number,
  now: Date,
): Promise<void> {
  await db.query(
    `INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
     SELECT gen_random_uuid(), latest.organization_id, latest.email, 'recovery',
       'recovery:' || latest.organization_id || ':' || $2::text, latest.id, $3, $3
     FROM (
       SELECT DISTINCT ON (organization_id) id, organization_id, email FROM registrations
       WHERE contact_key = $1 AND email IS NOT NULL AND status IN ${ACTIVE}
       ORDER BY organization_id, created_at DESC, id
     ) latest
     ON CONFLICT DO NOTHING`,
    [contactKey, String(bucket), now],
  );
}
