import type { DataSource, EntityManager } from 'typeorm';
import type { Language } from '../../platform/views/messages.js';
import { REVOKE_CALENDAR } from '../entries/revoked-calendars.queries.js';
import type { CalendarStanding } from '../registration-tokens.js';
import { CALENDAR_STANDING } from '../registrations.queries.js';
import type { NewCalendarAddress } from './calendar-addresses.queries.js';

export interface NewLinkRow {
  readonly tokenHash: string;
  readonly tokenVersion: number;
  /** What a repetition of the request is recognised by; null where staff replaced it. */
  readonly requestHash: string | null;
  readonly calendar: NewCalendarAddress;
  readonly now: Date;
}

/**
 * Puts another link and calendar address in the place of those that the registration has, and the mail about them in the ledger.
 * It must be locked.
 */
export async function writeLink(tx: EntityManager, registrationId: string, link: NewLinkRow): Promise<void> {
  const { tokenHash, tokenVersion, requestHash, calendar, now } = link;
  await tx.query(
    `WITH revoked AS (${REVOKE_CALENDAR}), replaced AS (
       UPDATE registrations SET token_hash = $3, replaced_link_hash = $4, token_version = $5,
         calendar_token_hash = $6, calendar_version = $7
       WHERE id = $1
       RETURNING id, organization_id, email
     )
     INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
     SELECT gen_random_uuid(), organization_id, email, 'recovery', 'link:' || id || ':' || $5::int, id, $2, $2
     FROM replaced WHERE email IS NOT NULL
     ON CONFLICT DO NOTHING`,
    [registrationId, now, tokenHash, requestHash, tokenVersion, calendar.tokenHash, calendar.version],
  );
}

/** A registration with a link that came in the place of another. */
export interface ReplacedLink {
  readonly id: string;
  readonly tokenVersion: number;
  readonly calendar: CalendarStanding;
  readonly email: string | null;
  readonly language: Language;
}

/** The registration whose link this request replaced last. */
export async function linkReplacedBy(db: DataSource, requestHash: string): Promise<ReplacedLink | null> {
  const [row] = await db.query(
    `SELECT id, token_version AS "tokenVersion", email, language, ${CALENDAR_STANDING} AS calendar
     FROM registrations WHERE replaced_link_hash = $1`,
    [requestHash],
  );
  return row ?? null;
}
