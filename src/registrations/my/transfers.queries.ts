import type { EntityManager } from 'typeorm';
import type { Language } from '../../platform/views/messages.js';
import type { ActedRegistration } from './acted-registration.queries.js';

/** The registration that another was handed over to. */
export interface Receiver {
  readonly id: string;
  readonly tokenVersion: number;
  readonly email: string | null;
  readonly language: Language;
  readonly requestHash: string;
}

export interface NewReceiver extends Receiver {
  readonly nickname: string;
  readonly discreet: boolean;
  readonly contactKey: string | null;
  readonly tokenHash: string;
  readonly calendarTokenHash: string;
  readonly code: string;
  readonly relation: string | null;
  readonly municipality: string | null;
  readonly age: number | null;
  readonly declares: readonly string[];
}

/**
 * SQL: the idempotency key by which the receiver of a giver's registration is found, and kept the only one. No request can
 * send a key with a space.
 */
export function transferKeySql(giverId: string): string {
  return `'transfer ' || ${giverId}::text`;
}

/** To whom this registration was handed over; null: to nobody. */
export async function receiverOf(tx: EntityManager, giver: ActedRegistration): Promise<Receiver | null> {
  const [row] = await tx.query(
    `SELECT id, token_version AS "tokenVersion", email, language, request_hash AS "requestHash"
     FROM registrations WHERE organization_id = $1 AND idempotency_key = ${transferKeySql('$2')}`,
    [giver.organizationId, giver.id],
  );
  return row ?? null;
}

/** Makes the receiver's registration, as the giver's was but for who it is, and puts the mail to them in the ledger. */
export async function insertReceiver(
  tx: EntityManager,
  giver: ActedRegistration,
  receiver: NewReceiver,
  now: Date,
): Promise<void> {
  await tx.query(
    `WITH registration AS (
       INSERT INTO registrations (id, organization_id, programme_id, course_id, session_id, pool_key, code, token_hash,
         idempotency_key, request_hash, status, people, nickname, email, contact_key, relation, municipality, language,
         discreet, by_staff, channel, declares, calendar_token_hash, age, queued_at, created_at)
       SELECT $2, organization_id, programme_id, course_id, session_id, pool_key, $3, $4, ${transferKeySql('registrations.id')}, $5,
         status, people, $6, $7, $8, $9, $10, $11, $12, false, channel, $13::text[], $15, $16::integer, queued_at, $14
       FROM registrations WHERE id = $1
       RETURNING id, organization_id
     )
     INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
     SELECT gen_random_uuid(), organization_id, $7, 'transferred', 'registration:' || id, id, $14, $14
     FROM registration WHERE $7::text IS NOT NULL`,
    [
      giver.id,
      receiver.id,
      receiver.code,
      receiver.tokenHash,
      receiver.requestHash,
      receiver.nickname,
      receiver.email,
      receiver.contactKey,
      receiver.relation,
      receiver.municipality,
      receiver.language,
      receiver.discreet,
      receiver.declares,
      now,
      receiver.calendarTokenHash,
      receiver.age,
    ],
  );
}
