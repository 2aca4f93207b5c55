import type { EntityManager } from 'typeorm';
import { ACTIVE, type RegistrationStatus } from '../../registrations/domain/statuses.js';
import { REVOKE_CALENDAR } from '../../registrations/entries/revoked-calendars.queries.js';
import { toCome } from '../../registrations/seats/to-come.queries.js';
import { SUBJECTS } from './subjects.sql.js';

/** What `mail.reason.<code>` says of a message that was to go to somebody who was erased. */
const ERASED = 'erased';

/** What erasing somebody takes away, for the page that asks. */
export interface ErasurePreview {
  readonly registrations: number;
  /** Places in sessions to come, which are given back. */
  readonly toCome: number;
  readonly companions: number;
  readonly answers: number;
  readonly notes: number;
  readonly mails: number;
  /** A digest goes to an address of theirs. */
  readonly hasDigest: boolean;
  /** Marks, which stay. */
  readonly marks: number;
}

export async function erasurePreview(
  db: Pick<EntityManager, 'query'>,
  {
    ids,
    organizationId,
    now,
  }: { readonly ids: readonly string[]; readonly organizationId: string; readonly now: Date },
): Promise<ErasurePreview> {
  const [row] = await db.query(
    `SELECT cardinality($1::uuid[]) AS registrations,
       (SELECT count(*)::int FROM places place JOIN sessions session ON session.id = place.session_id
        WHERE place.registration_id = ANY($1::uuid[]) AND place.status <> 'released' AND ${toCome('session', '$3')}) AS "toCome",
       (SELECT count(*)::int FROM companions WHERE registration_id = ANY($1::uuid[]) AND nickname IS NOT NULL) AS companions,
       (SELECT count(*)::int FROM answers WHERE registration_id = ANY($1::uuid[]))
         + (SELECT count(*)::int FROM sensitive_answers WHERE registration_id = ANY($1::uuid[])) AS answers,
       (SELECT count(*)::int FROM registration_notes WHERE registration_id = ANY($1::uuid[])) AS notes,
       (SELECT count(*)::int FROM messages WHERE subject_id = ANY (ARRAY(${SUBJECTS}))) AS mails,
       EXISTS (SELECT FROM digest_subscriptions digest WHERE digest.organization_id = $2 AND lower(digest.email) IN (
         SELECT lower(email) FROM registrations WHERE id = ANY($1::uuid[]))) AS "hasDigest",
       (SELECT count(*)::int FROM attendance_marks mark JOIN places place ON place.id = mark.place_id
        WHERE place.registration_id = ANY($1::uuid[])) AS marks`,
    [ids, organizationId, now],
  );
  return row;
}

/** A registration as the act that ends it needs it. */
export interface EndingRegistration {
  readonly id: string;
  readonly status: RegistrationStatus;
  readonly membership: boolean;
}

/** Those of these registrations that have not ended. */
export function activeAmong(tx: EntityManager, ids: readonly string[]): Promise<EndingRegistration[]> {
  return tx.query(
    `SELECT id, status, membership FROM registrations WHERE id = ANY($1::uuid[]) AND status IN ${ACTIVE} ORDER BY id`,
    [ids],
  );
}

/** Mail addresses of these registrations, as they are written to. */
export async function addressesOf(tx: EntityManager, ids: readonly string[]): Promise<string[]> {
  const rows: { readonly email: string }[] = await tx.query(
    'SELECT DISTINCT email FROM registrations WHERE id = ANY($1::uuid[]) AND email IS NOT NULL',
    [ids],
  );
  return rows.map(({ email }) => email);
}

export interface ErasedMails {
  readonly organizationId: string;
  readonly ids: readonly string[];
  readonly addresses: readonly string[];
  /** What the digest sent goes with its subscription. */
  readonly withDigest: boolean;
  readonly now: Date;
}

/**
 * Messages about these registrations, and those to these addresses. Locked: no worker claims one before the transaction ends.
 * @returns their ids, and whether a worker has one in hand
 */
export async function lockMessages(
  tx: EntityManager,
  { organizationId, ids, addresses, withDigest }: Omit<ErasedMails, 'now'>,
): Promise<{ readonly messages: string[]; readonly isOneInHand: boolean }> {
  const rows: { readonly id: string; readonly state: string }[] = await tx.query(
    `SELECT id, state FROM messages
     WHERE organization_id = $2 AND (subject_id = ANY (ARRAY(${SUBJECTS}))
       OR (recipient = ANY($3::text[]) AND ($4::boolean OR kind NOT LIKE 'digest%')))
     ORDER BY id FOR UPDATE`,
    [ids, organizationId, addresses, withDigest],
  );
  return {
    messages: rows.map(({ id }) => id),
    isOneInHand: rows.some(({ state }) => state === 'claimed'),
  };
}

/**
 * Takes out of messages to whom they were and what a server said about it. The rows stay and are counted as before; those that
 * wait are not sent any more, and nobody has to be told otherwise. What an organization learnt of the addresses goes where nothing
 * else of it names them.
 */
export async function eraseMails(
  tx: EntityManager,
  messages: readonly string[],
  { organizationId, addresses, now }: Pick<ErasedMails, 'organizationId' | 'addresses' | 'now'>,
): Promise<void> {
  const former: { readonly recipient: string }[] = await tx.query(
    `SELECT DISTINCT recipient FROM messages WHERE id = ANY($1::uuid[]) AND recipient <> ''`,
    [messages],
  );
  await tx.query(
    // Two that were told the same, at a former and at the present address, would else be one.
    `UPDATE messages SET recipient = '', occasion = occasion || ':${ERASED}:' || id, facts = '{}',
       state = CASE WHEN state IN ('queued', 'delayed') THEN 'cancelled' ELSE state END,
       outcome = CASE WHEN state IN ('queued', 'delayed') THEN '${ERASED}' END,
       settled_at = CASE WHEN state IN ('uncertain', 'bounced', 'suppressed') THEN coalesce(settled_at, $2) ELSE settled_at END
     WHERE id = ANY($1::uuid[]) AND occasion NOT LIKE '%:${ERASED}:%'`,
    [messages, now],
  );
  await tx.query(
    `DELETE FROM mail_addresses address WHERE address.organization_id = $1 AND address.recipient = ANY($2::text[])
       AND NOT EXISTS (SELECT FROM registrations other
         WHERE other.organization_id = $1 AND other.email = address.recipient)
       AND NOT EXISTS (SELECT FROM messages other
         WHERE other.organization_id = $1 AND other.recipient = address.recipient)`,
    [organizationId, [...addresses, ...former.map(({ recipient }) => recipient)]],
  );
}

/** Ends the digest of these addresses, or a wish for it. */
export async function endDigests(
  tx: EntityManager,
  organizationId: string,
  addresses: readonly string[],
): Promise<void> {
  await tx.query(
    `DELETE FROM digest_subscriptions
     WHERE organization_id = $1 AND lower(email) IN (SELECT lower(unnest($2::text[])))`,
    [organizationId, addresses],
  );
}

export interface ErasedIdentity {
  readonly ids: readonly string[];
  /** Other reception numbers, in the order of `ids`. */
  readonly codes: readonly string[];
  /** What stands in place of a nickname. */
  readonly placeholder: string;
  readonly now: Date;
}

/**
 * Takes out of registrations, and what hangs on them, everything that says who somebody was, in their words or others'. What a
 * figure needs stays: how many people, relation, municipality, age, how and when they registered, places and marks.
 */
export async function eraseIdentity(
  tx: EntityManager,
  { ids, codes, placeholder, now }: ErasedIdentity,
): Promise<void> {
  for (const id of ids) await tx.query(REVOKE_CALENDAR, [id, now]);
  await tx.query(
    `UPDATE registrations registration SET nickname = $3, code = given.code, email = NULL, declares = '{}',
       cancel_reason = NULL, request_hash = '', idempotency_key = NULL, replaced_link_hash = NULL,
       token_hash = '${ERASED}:' || registration.id, calendar_token_hash = NULL,
       calendar_stopped_at = coalesce(registration.calendar_stopped_at, $4), language = 'ja', mail_wanted = 'none',
       discreet = true, wording_changed_at = NULL, erased_at = coalesce(registration.erased_at, $4)
     FROM unnest($1::uuid[], $2::text[]) AS given (id, code)
     WHERE registration.id = given.id`,
    [ids, codes, placeholder, now],
  );
  for (const table of ['answers', 'sensitive_answers', 'registration_notes'])
    await tx.query(`DELETE FROM ${table} WHERE registration_id = ANY($1::uuid[])`, [ids]);
  // What other systems were told of them once has their number.
  await tx.query(
    `UPDATE webhook_deliveries SET data = data - 'code' WHERE data ->> 'registration' = ANY($1::text[])`,
    [ids],
  );
  await tx.query('UPDATE companions SET nickname = NULL WHERE registration_id = ANY($1::uuid[])', [ids]);
  await tx.query(
    'UPDATE completions SET name = NULL, roll_number = NULL WHERE registration_id = ANY($1::uuid[])',
    [ids],
  );
}

/** Another key for each key that can be led back to an address. */
export interface Pseudonyms {
  readonly organizationId: string;
  readonly keys: readonly string[];
  readonly pseudonyms: readonly string[];
}

/**
 * Puts pseudonyms in the place of keys, everywhere in the organization: who counts as one person, and who as another, stays as it
 * is to the last row, and nobody can find out any more whose they are.
 */
export async function writePseudonyms(
  tx: EntityManager,
  { organizationId, keys, pseudonyms }: Pseudonyms,
): Promise<void> {
  const values = [organizationId, keys, pseudonyms];
  const renamed = 'unnest($2::text[], $3::text[]) AS renamed (key, pseudonym)';
  for (const table of ['registrations', 'places'])
    await tx.query(
      `UPDATE ${table} AS known SET contact_key = renamed.pseudonym FROM ${renamed}
       WHERE known.organization_id = $1 AND known.contact_key = renamed.key`,
      values,
    );
  await tx.query(
    `UPDATE same_people AS known SET key = renamed.pseudonym FROM ${renamed}
     WHERE known.organization_id = $1 AND known.key = renamed.key`,
    values,
  );
  await tx.query(
    `UPDATE person_merges AS known SET before = (
       SELECT jsonb_object_agg(coalesce(renamed.pseudonym, was.key), was.value)
       FROM jsonb_each(known.before) AS was (key, value) LEFT JOIN ${renamed} ON renamed.key = was.key)
     WHERE known.organization_id = $1 AND jsonb_exists_any(known.before, $2::text[])`,
    values,
  );
}
