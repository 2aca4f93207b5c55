import type { DataSource, EntityManager } from 'typeorm';

/**
 * SQL: registrations whose calendar this hash ($1) opens. The token of the link opens it too until the calendar is replaced or
 * stopped: addresses from before calendars had tokens of their own go on working, and who has the link can read the
 * calendar's address on its page anyway.
 */
export const CALENDAR_OPENED = `
  SELECT id FROM registrations WHERE calendar_token_hash = $1
  UNION ALL
  SELECT id FROM registrations WHERE token_hash = $1 AND calendar_version = 0 AND calendar_stopped_at IS NULL`;

/** SQL: notes every address at which the calendar of registration $1 could be read as gone for good, at $2. */
export const REVOKE_CALENDAR = `
  INSERT INTO revoked_calendars (token_hash, revoked_at)
  SELECT former.hash, $2::timestamptz
  FROM registrations registration
  CROSS JOIN LATERAL (VALUES (registration.calendar_token_hash),
    (CASE WHEN registration.calendar_version = 0 AND registration.calendar_stopped_at IS NULL
       THEN registration.token_hash END)) former (hash)
  WHERE registration.id = $1 AND former.hash IS NOT NULL
  ON CONFLICT DO NOTHING`;

/** Whether this was once the hash of a calendar's address, a registrant's or a staff member's. */
export async function isRevokedCalendar(db: DataSource | EntityManager, tokenHash: string): Promise<boolean> {
  const rows: unknown[] = await db.query('SELECT FROM revoked_calendars WHERE token_hash = $1', [tokenHash]);
  return rows.length > 0;
}

/** Years after which no program asks at an address any more that was told each time that it is gone. */
export const KEPT_YEARS = 2;

const OUTDATED = `revoked_at < $1::timestamptz - make_interval(years => ${KEPT_YEARS})`;

/** Forgets addresses that went two years before `now`: they are unknown (404) from then on. @returns how many */
export async function eraseOldRevocations(db: DataSource, now: Date): Promise<number> {
  const [{ erased }] = await db.query(
    `WITH gone AS (DELETE FROM revoked_calendars WHERE ${OUTDATED} RETURNING 1) SELECT count(*)::int AS erased FROM gone`,
    [now],
  );
  return erased;
}

/** How many would be forgotten. */
export async function countOldRevocations(db: DataSource, now: Date): Promise<number> {
  const [{ found }] = await db.query(
    `SELECT count(*)::int AS found FROM revoked_calendars WHERE ${OUTDATED}`,
    [now],
  );
  return found;
}
