import type { EntityManager } from 'typeorm';
import { REVOKE_CALENDAR } from '../entries/revoked-calendars.queries.js';

/** Where the calendar of a registration is read from now on. */
export interface NewCalendarAddress {
  /** Null: nowhere, since now. */
  readonly tokenHash: string | null;
  readonly version: number;
}

/** Puts another address, or none, in the place of the present one, which is gone for good. The registration must be locked. */
export async function writeCalendarAddress(
  tx: EntityManager,
  registrationId: string,
  { tokenHash, version }: NewCalendarAddress,
  now: Date,
): Promise<void> {
  await tx.query(
    `WITH revoked AS (${REVOKE_CALENDAR})
     UPDATE registrations SET calendar_token_hash = $3, calendar_version = $4,
       calendar_stopped_at = CASE WHEN $3::text IS NULL THEN $2::timestamptz END
     WHERE id = $1`,
    [registrationId, now, tokenHash, version],
  );
}
