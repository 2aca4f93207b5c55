import type { DataSource, EntityManager } from 'typeorm';
import type { Language } from '../../platform/views/messages.js';

/** The calendar of a staff member. */
export interface StaffCalendarRow {
  /** SHA-256 (hex) of the token in its address; null: it has none. */
  readonly tokenHash: string | null;
  /** 0: it never had an address. */
  readonly version: number;
  readonly showsSeats: boolean;
}

const COLUMNS = 'token_hash AS "tokenHash", version, shows_seats AS "showsSeats"';

/** Null where they never asked for one. */
export async function selectStaffCalendar(db: DataSource, staffId: string): Promise<StaffCalendarRow | null> {
  const [row] = await db.query(`SELECT ${COLUMNS} FROM staff_calendars WHERE staff_id = $1`, [staffId]);
  return row ?? null;
}

/** The same, made where there is none, and locked: whoever changes it at the same moment waits. */
export async function lockedStaffCalendar(tx: EntityManager, staffId: string): Promise<StaffCalendarRow> {
  await tx.query('INSERT INTO staff_calendars (staff_id) VALUES ($1) ON CONFLICT DO NOTHING', [staffId]);
  const [row] = await tx.query(`SELECT ${COLUMNS} FROM staff_calendars WHERE staff_id = $1 FOR UPDATE`, [
    staffId,
  ]);
  return row;
}

/** Writes it as it is from now on; where its address changes, the former one is gone for good. It must be locked. */
export async function writeStaffCalendar(
  tx: EntityManager,
  staffId: string,
  { tokenHash, version, showsSeats }: StaffCalendarRow,
  now: Date,
): Promise<void> {
  await tx.query(
    `WITH revoked AS (
       INSERT INTO revoked_calendars (token_hash, revoked_at)
       SELECT token_hash, $5::timestamptz FROM staff_calendars WHERE staff_id = $1 AND token_hash IS DISTINCT FROM $2::text
         AND token_hash IS NOT NULL
       ON CONFLICT DO NOTHING
     )
     UPDATE staff_calendars SET token_hash = $2, version = $3, shows_seats = $4 WHERE staff_id = $1`,
    [staffId, tokenHash, version, showsSeats, now],
  );
}

/** A staff calendar as its feed needs it. */
export interface OpenedStaffCalendar {
  readonly staffId: string;
  readonly showsSeats: boolean;
  /** Of its holder's mails. */
  readonly language: Language;
  /** Raised with everything that changes the whole of it; never falls. */
  readonly revision: number;
  /** When it was raised last; null: never. */
  readonly changedAt: Date | null;
}

/** Whose calendar an address opens, and how they want it; null where it opens none. */
export async function staffCalendarAt(
  db: DataSource,
  tokenHash: string,
): Promise<OpenedStaffCalendar | null> {
  const [row] = await db.query(
    `SELECT calendar.staff_id AS "staffId", calendar.shows_seats AS "showsSeats", member.language, calendar.revision,
       calendar.changed_at AS "changedAt"
     FROM staff_calendars calendar JOIN staff_members member ON member.id = calendar.staff_id
     WHERE calendar.token_hash = $1`,
    [tokenHash],
  );
  return row ?? null;
}
