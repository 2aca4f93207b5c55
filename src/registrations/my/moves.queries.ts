import type { DataSource, EntityManager } from 'typeorm';
import { newId } from '../../shared/ids.js';
import type { ActedRegistration } from './acted-registration.queries.js';

export interface Move {
  readonly courseId: string;
  /** Null: for the whole course. */
  readonly sessionId: string | null;
  readonly poolKey: string;
  readonly status: 'applied' | 'confirmed';
  /** Who chose it: its holder by the link, or staff in their stead. */
  readonly by: MovedBy;
  readonly now: Date;
}

export type MovedBy = 'holder' | 'staff';

/**
 * Writes that a registration is for another course or session, withdraws its open offer, and puts the mail about it in the
 * ledger, with where it came from (ids of the course, and of the session or null) and who moved it among the facts.
 */
export async function writeMove(tx: EntityManager, from: ActedRegistration, to: Move): Promise<void> {
  await tx.query(
    `WITH moved AS (
       UPDATE registrations SET course_id = $2, session_id = $3, pool_key = $4, status = $5, resting = NULL
       WHERE id = $1
       RETURNING id, organization_id, email
     ), withdrawn AS (
       UPDATE offers SET status = 'withdrawn', decided_at = $6 WHERE registration_id = $1 AND status = 'open'
     )
     INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, facts, due_at, created_at)
     SELECT gen_random_uuid(), organization_id, email, 'moved_registration', $7, id, $8, $6, $6
     FROM moved WHERE email IS NOT NULL`,
    [
      from.id,
      to.courseId,
      to.sessionId,
      to.poolKey,
      to.status,
      to.now,
      `move:${newId()}`,
      { from: { course: from.courseId, session: from.sessionId }, by: to.by },
    ],
  );
}

/** The slug of a programme that is there. */
export async function programmeSlugOf(db: DataSource, programmeId: string): Promise<string> {
  const [row] = await db.query('SELECT slug FROM programmes WHERE id = $1', [programmeId]);
  return row.slug;
}
