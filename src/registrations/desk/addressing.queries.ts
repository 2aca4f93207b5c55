import type { EntityManager } from 'typeorm';
import { LISTS_LOST_LINKS } from '../my/lost-links.js';

/** Outcomes of what waited for an address that its registration no longer has: `mail.reason.<code>`. */
const [READDRESSED, REMOVED] = ['readdressed', 'address_removed'];

export interface NewAddress {
  readonly email: string | null;
  readonly contactKey: string | null;
  /** True where somebody else had read its mails: what they asked to be spared is asked no more. */
  readonly hasOtherReader: boolean;
}

/** Writes an address, and whom it stands for, into a registration and its places; null takes it away. */
export async function writeAddress(
  tx: EntityManager,
  id: string,
  { email, contactKey, hasOtherReader }: NewAddress,
): Promise<void> {
  await tx.query(
    `UPDATE registrations SET email = $2, contact_key = $3,
       mail_wanted = CASE WHEN $4 THEN 'all' ELSE mail_wanted END
     WHERE id = $1`,
    [id, email, contactKey, hasOtherReader],
  );
  await tx.query('UPDATE places SET contact_key = $2 WHERE registration_id = $1', [id, contactKey]);
}

/** SQL: messages `m` about the registration $1 or a place of it. */
const ABOUT_IT =
  'm.subject_id IN (SELECT $1::uuid UNION ALL SELECT id FROM places WHERE registration_id = $1)';

/** SQL: those of them to the address $2 of which nobody was told otherwise. A mail that lists lost links is about the address. */
const STILL_TO_TELL = `${ABOUT_IT} AND m.recipient = $2 AND m.settled_at IS NULL AND NOT ${LISTS_LOST_LINKS}`;

/**
 * Waits for the workers that write what became of these messages: none changes from one state to another between the statements
 * that follow, and is missed by each.
 */
async function lockMessages(tx: EntityManager, id: string, recipient: string): Promise<void> {
  await tx.query(
    `SELECT FROM messages m WHERE ${ABOUT_IT} AND m.recipient = $2 ORDER BY m.id FOR UPDATE OF m`,
    [id, recipient],
  );
}

/**
 * Sends what is still to be told to another address; what was sent stays in the ledger as it is. What a worker has in hand for
 * the old address is put for the new one beside it: nobody can call that back, and composing it once more finds that it is no
 * longer wanted. What the new address was told already is not told again. Whether each is still true is decided when it is
 * delivered. A mail with a link is not sent on: `replaceLink` writes another.
 * @returns how many messages that is
 */
export async function readdress(
  tx: EntityManager,
  id: string,
  { from, to, now }: { readonly from: string; readonly to: string; readonly now: Date },
): Promise<number> {
  await lockMessages(tx, id, from);
  const [, moved] = await tx.query<[unknown[], number]>(
    `UPDATE messages m SET recipient = $3, state = 'queued', claimed_at = NULL, claimed_until = NULL,
       attempts = 0, unknowns = 0, due_at = CASE WHEN m.state = 'queued' THEN m.due_at ELSE $4 END
     WHERE ${STILL_TO_TELL} AND m.kind <> 'recovery'
       AND m.state IN ('queued', 'delayed', 'uncertain', 'bounced', 'suppressed')
       AND NOT EXISTS (SELECT FROM messages other
         WHERE other.recipient = $3 AND other.kind = m.kind AND other.occasion = m.occasion)`,
    [id, from, to, now],
  );
  const beside = await tx.query<unknown[]>(
    `INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, facts, priority, due_at, created_at)
     SELECT gen_random_uuid(), m.organization_id, $3, m.kind, m.occasion, m.subject_id, m.facts, m.priority, $4, m.created_at
     FROM messages m WHERE ${STILL_TO_TELL} AND m.kind <> 'recovery' AND m.state = 'claimed'
     ON CONFLICT DO NOTHING RETURNING id`,
    [id, from, to, now],
  );
  await tx.query(
    `UPDATE messages m SET state = 'cancelled', outcome = $3
     WHERE ${ABOUT_IT} AND m.recipient = $2 AND m.state IN ('queued', 'delayed') AND NOT ${LISTS_LOST_LINKS}`,
    [id, from, READDRESSED],
  );
  return moved + beside.length;
}

/** Keeps what waits for an address that is gone from being sent, and lists it for staff, who tell it otherwise. */
export async function holdBack(tx: EntityManager, id: string, from: string): Promise<void> {
  await lockMessages(tx, id, from);
  await tx.query(
    `UPDATE messages m SET state = 'suppressed', outcome = $3
     WHERE ${STILL_TO_TELL} AND m.state IN ('queued', 'delayed')`,
    [id, from, REMOVED],
  );
}

/**
 * Whether a mail about the registration may have been read at another address than `email`, and with it the link: what came back
 * was not. Also true where a link was to go there.
 */
export async function wasToldElsewhere(tx: EntityManager, id: string, email: string): Promise<boolean> {
  const [row] = await tx.query<{ found: boolean }[]>(
    `SELECT EXISTS (SELECT FROM messages m WHERE ${ABOUT_IT} AND lower(m.recipient) <> lower($2)
       AND (m.state IN ('sent', 'claimed', 'uncertain') OR m.sent_at IS NOT NULL AND m.state <> 'bounced'
         OR m.kind = 'recovery')) AS found`,
    [id, email],
  );
  return row?.found ?? false;
}

/** Forgets that nothing arrived at an address which nothing else in the organization's ledger or registrations names. */
export async function forgetUnusedAddress(
  tx: EntityManager,
  id: string,
  { organizationId, recipient }: { readonly organizationId: string; readonly recipient: string },
): Promise<void> {
  await tx.query(
    `DELETE FROM mail_addresses address WHERE address.organization_id = $2 AND address.recipient = $3
       AND NOT EXISTS (SELECT FROM registrations other
         WHERE other.organization_id = $2 AND other.email = $3 AND other.id <> $1)
       AND NOT EXISTS (SELECT FROM messages m
         WHERE m.organization_id = $2 AND m.recipient = $3 AND NOT (${ABOUT_IT}))`,
    [id, organizationId, recipient],
  );
}
