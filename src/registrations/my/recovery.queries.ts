import type { DataSource } from 'typeorm';
import { ACTIVE } from '../domain/statuses.js';
import { LISTS_LOST_LINKS, lostLinksOccasion } from './lost-links.js';

export interface RecoveryRequest {
  readonly contactKey: string;
  /** Number of the stretch of time in which one mail is enough. */
  readonly bucket: number;
  /** Most such mails to the contact from one organization since `since`. */
  readonly most: number;
  readonly since: Date;
  readonly now: Date;
}

/**
 * Puts one mail per organization in the ledger for a contact with active registrations there: about the latest of them, to its
 * address. Once per `bucket`, and never more than `most` since then. The ledger has the address as it was written, perhaps
 * otherwise each time.
 */
export async function queueRecovery(
  db: DataSource,
  { contactKey, bucket, most, since, now }: RecoveryRequest,
): Promise<void> {
  await db.query(
    `INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
     SELECT gen_random_uuid(), latest.organization_id, latest.email, 'recovery',
       ${lostLinksOccasion('latest.organization_id', '$2::text')}, latest.id, $3, $3
     FROM (
       SELECT DISTINCT ON (organization_id) id, organization_id, email FROM registrations
       WHERE contact_key = $1 AND email IS NOT NULL AND status IN ${ACTIVE}
       ORDER BY organization_id, created_at DESC, id
     ) latest
     WHERE (
       SELECT count(*) FROM messages m
       WHERE ${LISTS_LOST_LINKS} AND m.organization_id = latest.organization_id AND m.created_at > $5
         AND m.recipient IN (SELECT email FROM registrations
           WHERE contact_key = $1 AND organization_id = latest.organization_id)
     ) < $4
     ON CONFLICT DO NOTHING`,
    [contactKey, String(bucket), now, most, since],
  );
}
