import type { EntityManager } from 'typeorm';
import type { SessionHold } from '../../programmes/import/session-plan.js';

/** Ids of the organizations that exist, by key. */
export async function organizationIdsByKey(
  tx: EntityManager,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows: { id: string; slug: string }[] = await tx.query(
    'SELECT id, slug FROM organizations WHERE slug = ANY($1::text[])',
    [keys],
  );
  return new Map(rows.map(({ id, slug }) => [slug, id]));
}

/** How many contacts get a mail about a change of each session: addresses of those who hold or await a place and want mail. */
export async function contactsBySession(
  tx: EntityManager,
  sessionIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows: { id: string; contacts: number }[] = await tx.query(
    `SELECT place.session_id AS id, count(DISTINCT registration.email)::int AS contacts
     FROM places place JOIN registrations registration ON registration.id = place.registration_id
     WHERE place.session_id = ANY($1::uuid[]) AND place.status <> 'released'
       AND registration.email IS NOT NULL AND registration.mail_wanted <> 'none'
     GROUP BY place.session_id`,
    [sessionIds],
  );
  return new Map(rows.map(({ id, contacts }) => [id, contacts]));
}

/**
 * Who holds or ever held a place in these sessions. Heads counted without names, and money that was paid, hold a session as a
 * place does: it has become part of what is reported.
 */
export async function holdsOf(
  tx: EntityManager,
  sessionIds: readonly string[],
): Promise<ReadonlyMap<string, SessionHold>> {
  const rows: { id: string; holders: number }[] = await tx.query(
    `SELECT held.id, sum(held.holders)::int AS holders
     FROM (
       SELECT session_id AS id, (status <> 'released')::int AS holders FROM places
       WHERE session_id = ANY($1::uuid[])
       UNION ALL SELECT session_id, 0 FROM attendance_records WHERE session_id = ANY($1::uuid[])
       UNION ALL SELECT session_id, 0 FROM head_counts WHERE session_id = ANY($1::uuid[])
       UNION ALL SELECT session_id, 0 FROM session_costs WHERE session_id = ANY($1::uuid[])
     ) held GROUP BY held.id`,
    [sessionIds],
  );
  return new Map(rows.map(({ id, holders }) => [id, { holders, everHeld: true }]));
}

/** Lets people into the pools of these sessions, or not, as each session's status says. */
export async function closePoolsOfCancelled(tx: EntityManager, sessionIds: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE seat_pools pool SET closed = (session.status = 'cancelled')
     FROM sessions session
     WHERE session.id = pool.session_id AND session.id = ANY($1::uuid[])
       AND pool.closed <> (session.status = 'cancelled')`,
    [sessionIds],
  );
}
