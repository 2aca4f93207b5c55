import type { EntityManager } from 'typeorm';
import type { MessageState } from '../../platform/mail/message.entity.js';
import { LISTS_LOST_LINKS } from '../my/lost-links.js';
import { ABOUT, IN_SCOPE, isUndelivered } from './messages.queries.js';

/** A message that staff send again or say is told, as it stands under its lock. */
export interface LockedMessage {
  readonly id: string;
  readonly organizationId: string;
  readonly kind: string;
  readonly occasion: string;
  readonly recipient: string;
  readonly state: MessageState;
  /** True where it lists lost links: it is about its address. */
  readonly listsLostLinks: boolean;
  /** Null where it is about no registration. */
  readonly registrationId: string | null;
  /** The address that the registration has now. */
  readonly email: string | null;
  /** False where it wants no mail at all. */
  readonly wantsMail: boolean;
}

const SELECT_LOCKED = `
  SELECT m.id, m.organization_id AS "organizationId", m.kind, m.occasion, m.recipient, m.state,
    ${LISTS_LOST_LINKS} AS "listsLostLinks",
    registration.id AS "registrationId", registration.email,
    coalesce(registration.mail_wanted <> 'none', true) AS "wantsMail"
  FROM messages m ${ABOUT}`;

/**
 * One message in scope ($1 organizations, $2 programmes) by id ($3), locked: whoever sends it at the same moment waits, and
 * then sees that it is on its way.
 */
export const LOCKED_MESSAGE = `${SELECT_LOCKED} WHERE ${IN_SCOPE} AND m.id = $3 FOR UPDATE OF m`;

const LOCKED_UNDELIVERED = `${SELECT_LOCKED}
  WHERE m.subject_id IN (SELECT $1::uuid UNION SELECT id FROM places WHERE registration_id = $1)
    AND (NOT $3::boolean OR NOT ${LISTS_LOST_LINKS}) AND ${isUndelivered('$2')}
  ORDER BY m.id FOR UPDATE OF m`;

export async function lockedMessage(
  tx: EntityManager,
  { organizations, programmes }: { organizations: readonly string[]; programmes: readonly string[] },
  id: string,
): Promise<LockedMessage | undefined> {
  const [row] = await tx.query<LockedMessage[]>(LOCKED_MESSAGE, [organizations, programmes, id]);
  return row;
}

/** What did not arrive about a registration, locked; without mails that list somebody's links where `asHost`. */
export function lockedUndelivered(
  tx: EntityManager,
  registrationId: string,
  { now, asHost }: { readonly now: Date; readonly asHost: boolean },
): Promise<LockedMessage[]> {
  return tx.query(LOCKED_UNDELIVERED, [registrationId, now, asHost]);
}

/**
 * Lets a message go again at once, to this address. It keeps its id, and so its Message-ID, and has all its attempts before
 * it again. The number of its claims stays, so that a late answer to an earlier one changes nothing.
 * @returns false where the same was told to that address already
 */
export async function queueAgain(
  tx: EntityManager,
  { id, kind, occasion }: Pick<LockedMessage, 'id' | 'kind' | 'occasion'>,
  recipient: string,
  now: Date,
): Promise<boolean> {
  const [, count] = await tx.query<[unknown[], number]>(
    `UPDATE messages SET state = 'queued', recipient = $2, due_at = $3, claimed_at = NULL, claimed_until = NULL,
       settled_at = NULL, attempts = 0, unknowns = 0
     WHERE id = $1 AND NOT EXISTS (
       SELECT FROM messages other WHERE other.recipient = $2 AND other.kind = $4 AND other.occasion = $5 AND other.id <> $1)`,
    [id, recipient, now, kind, occasion],
  );
  return count > 0;
}

/** Writes that the readers of these messages have been told. */
export async function settle(tx: EntityManager, ids: readonly string[], now: Date): Promise<void> {
  await tx.query('UPDATE messages SET settled_at = $2 WHERE id = ANY($1::uuid[])', [ids, now]);
}
