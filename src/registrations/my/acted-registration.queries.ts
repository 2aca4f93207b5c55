import type { DataSource, EntityManager } from 'typeorm';
import type { RegistrationStatus } from '../domain/statuses.js';
import type { CalendarStanding } from '../registration-tokens.js';
import { CALENDAR_STANDING } from '../registrations.queries.js';

/** A registration as its holder's acts need it. */
export interface ActedRegistration {
  readonly id: string;
  readonly organizationId: string;
  readonly programmeId: string;
  readonly courseId: string;
  /** Null: it is for the whole course. */
  readonly sessionId: string | null;
  readonly poolKey: string;
  readonly status: RegistrationStatus;
  readonly membership: boolean;
  readonly people: number;
  readonly municipality: string | null;
  readonly email: string | null;
  /** Why it is left out of the queue for the time being: it said no to an offer, or did not answer. */
  readonly resting: 'declined' | 'expired' | null;
  readonly tokenVersion: number;
  readonly calendar: CalendarStanding;
}

const ACTED = `
  SELECT id, organization_id AS "organizationId", programme_id AS "programmeId", course_id AS "courseId",
    session_id AS "sessionId", pool_key AS "poolKey", status, membership, people, municipality, email, resting,
    token_version AS "tokenVersion", ${CALENDAR_STANDING} AS calendar
  FROM registrations`;

/** The registration that a link opens, or that staff act on. */
export type RegistrationKey = { readonly tokenHash: string } | { readonly id: string };

/** The registration with this key; null where there is none. */
export async function actedRegistration(
  db: DataSource | EntityManager,
  key: RegistrationKey,
): Promise<ActedRegistration | null> {
  const [row] = await db.query(`${ACTED} WHERE ${columnOf(key)} = $1`, Object.values(key));
  return row ?? null;
}

/** The same, locked: whoever acts on it at the same moment waits. Its pools must be locked before. */
export async function lockedRegistration(
  tx: EntityManager,
  key: RegistrationKey,
): Promise<ActedRegistration | null> {
  const [row] = await tx.query(`${ACTED} WHERE ${columnOf(key)} = $1 FOR NO KEY UPDATE`, Object.values(key));
  return row ?? null;
}

function columnOf(key: RegistrationKey): 'id' | 'token_hash' {
  return 'id' in key ? 'id' : 'token_hash';
}
