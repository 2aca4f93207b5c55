import type { EntityManager } from 'typeorm';
import { ACTIVE } from '../domain/statuses.js';
import type { FormerSession } from '../mails/notice.js';

/**
 * Puts the mail about a moved or cancelled session in the ledger for everyone who holds a place in it (I6), in the
 * transaction of the change. The session's `sequence` is part of the occasion, so every change is told once.
 */
export async function noticeHolders(
  tx: EntityManager,
  {
    sessionId,
    kind,
    before,
    now,
  }: { sessionId: string; kind: 'changed' | 'cancelled_session'; before: FormerSession; now: Date },
): Promise<void> {
  await tx.query(
    `INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, facts, due_at, created_at)
     SELECT gen_random_uuid(), place.organization_id, registration.email, $2,
       'session:' || session.id || ':' || session.sequence, place.id, $3, $4, $4
     FROM sessions session
     JOIN places place ON place.session_id = session.id AND place.status <> 'released'
     JOIN registrations registration ON registration.id = place.registration_id AND registration.email IS NOT NULL
       AND registration.status IN ${ACTIVE}
     WHERE session.id = $1
     ON CONFLICT DO NOTHING`,
    [sessionId, kind, JSON.stringify({ before }), now],
  );
}
