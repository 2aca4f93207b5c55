import type { EntityManager } from 'typeorm';
import { toCome } from '../seats/to-come.queries.js';

/**
 * Closes registration at this instant, or opens it (null), for a session or the sessions of a course that are to come and
 * take place; those that are so already stay as they are. Their pools must be locked.
 * @returns ids of the sessions that changed
 */
export async function setClosed(
  tx: EntityManager,
  scope: { readonly sessionId: string } | { readonly courseId: string },
  at: Date | null,
  now: Date,
): Promise<string[]> {
  const [column, id] = 'sessionId' in scope ? ['id', scope.sessionId] : ['course_id', scope.courseId];
  const [rows]: [{ id: string }[]] = await tx.query(
    `UPDATE sessions SET registration_closed_at = $2::timestamptz
     WHERE ${column} = $1 AND status = 'scheduled' AND ${toCome('sessions', '$3')}
       AND (registration_closed_at IS NULL) <> ($2::timestamptz IS NULL)
     RETURNING id`,
    [id, at, now],
  );
  return rows.map((row) => row.id).sort();
}
