import type { EntityManager } from 'typeorm';
import { ACTIVE } from '../domain/statuses.js';
import type { FormerSession } from '../mails/notice.js';

/** Outcome of what stands in the ledger for somebody without an address, who is told otherwise: `mail.reason.<code>`. */
export const NO_ADDRESS = 'no_address';

/** SQL: what the notices of a change of `session` have as their occasion, or begin it with. */
const OCCASION = `'session:' || session.id || ':' || session.sequence`;

/** How those who hold or await a place in a session learn of a change. */
export interface Audience {
  /** Addresses that get a mail. */
  readonly mails: number;
  /** Registrations without an address, or that want no mail, or at whose address nothing arrives. */
  readonly telephone: number;
}

/**
 * Puts the mail about a moved or cancelled session in the ledger for everyone who holds a place in it (I6), in the
 * transaction of the change. The session's `sequence` is part of the occasion, so every change is told once. Whoever has no
 * address stands there too, with an empty recipient and `suppressed`: staff have to tell them.
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
    `INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, facts, state, outcome, due_at,
       created_at)
     SELECT gen_random_uuid(), place.organization_id, coalesce(registration.email, ''), $2,
       ${OCCASION} || CASE WHEN registration.email IS NULL THEN ':place:' || place.id ELSE '' END, place.id, $3,
       CASE WHEN registration.email IS NULL THEN 'suppressed' ELSE 'queued' END,
       CASE WHEN registration.email IS NULL THEN '${NO_ADDRESS}' END, $4, $4
     FROM sessions session
     JOIN places place ON place.session_id = session.id AND place.status <> 'released'
     JOIN registrations registration ON registration.id = place.registration_id AND registration.status IN ${ACTIVE}
     WHERE session.id = $1
     ON CONFLICT DO NOTHING`,
    [sessionId, kind, JSON.stringify({ before }), now],
  );
}

const UNREACHABLE = `(registration.email IS NULL OR registration.mail_wanted = 'none' OR EXISTS (
  SELECT FROM mail_addresses address WHERE address.organization_id = registration.organization_id
    AND address.recipient = registration.email AND address.suppressed_at IS NOT NULL))`;

const AUDIENCE = `
  count(DISTINCT registration.email) FILTER (WHERE NOT ${UNREACHABLE})::int AS mails,
  count(DISTINCT registration.id) FILTER (WHERE ${UNREACHABLE})::int AS telephone`;

/** Whom `noticeHolders` would reach, and whom it would leave to staff, as things stand. */
export async function audienceOf(tx: EntityManager, sessionId: string): Promise<Audience> {
  const [row] = await tx.query(
    `SELECT ${AUDIENCE}
     FROM places place
     JOIN registrations registration ON registration.id = place.registration_id AND registration.status IN ${ACTIVE}
     WHERE place.session_id = $1 AND place.status <> 'released'`,
    [sessionId],
  );
  return row;
}

/** Whom the latest change of a session was put in the ledger for; nobody where it told nobody. */
export async function toldOfLatestChange(tx: EntityManager, sessionId: string): Promise<Audience> {
  const [row] = await tx.query(
    `SELECT ${AUDIENCE}
     FROM sessions session
     JOIN places place ON place.session_id = session.id
     JOIN registrations registration ON registration.id = place.registration_id
     JOIN messages message ON message.subject_id = place.id AND message.kind IN ('changed', 'cancelled_session')
       AND (message.occasion = ${OCCASION} OR message.occasion = ${OCCASION} || ':place:' || place.id)
     WHERE session.id = $1`,
    [sessionId],
  );
  return row;
}
