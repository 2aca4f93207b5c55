import type { DataSource } from 'typeorm';
import type { StaffScope } from '../../programmes/programme-access.js';
import { EVENT_COLUMNS, EVENT_JOINS, type EventRow } from '../../registrations/entries/event-row.js';
import { marks } from '../feeds/feed-revision.queries.js';
import type { ShownSeats } from './seat-figures.entity.js';

/** A dated session with its seats as they were shown last. */
export interface StaffEventRow extends EventRow {
  readonly seats: readonly ShownSeats[];
  /** Raised whenever the seats are shown otherwise. */
  readonly seatsRevision: number;
  readonly seatsChangedAt: Date | null;
}

/** SQL: sessions of these organizations ($1), and of single programmes of others ($2). */
const IN_SCOPE = `session.date_state = 'dated'
  AND (session.organization_id = ANY($1::uuid[]) OR session.programme_id = ANY($2::uuid[]))`;

/** Days for which the seats of a session that is over are still looked at: what happened at its door is put in afterwards. */
const LOOKED_AT_DAYS = 7;

// Each table is gone through once, however many sessions there are: a look for each of them costs a second with some thousands.
const NOTE = `
WITH looked AS MATERIALIZED (
  SELECT session.id, known.figures
  FROM sessions session LEFT JOIN seat_figures known ON known.session_id = session.id
  WHERE ${IN_SCOPE}
    AND (known.session_id IS NULL OR coalesce(session.ends_on, session.starts_on) >= $3::timestamptz::date - ${LOOKED_AT_DAYS})
),
pool AS MATERIALIZED (
  SELECT * FROM seat_pools WHERE session_id IN (SELECT id FROM looked)
),
held AS (
  SELECT pool_id, count(*) FILTER (WHERE status = 'waitlisted') AS waiting, count(*) FILTER (WHERE status = 'applied') AS undecided
  FROM places WHERE pool_id IN (SELECT id FROM pool) AND status IN ('waitlisted', 'applied') GROUP BY pool_id
),
counted AS (
  SELECT pool.session_id, jsonb_agg(jsonb_build_object('label', pool.label, 'labelEn', pool.label_en, 'unit', pool.unit,
    'capacity', pool.capacity, 'taken', pool.taken, 'waiting', coalesce(held.waiting, 0), 'undecided', coalesce(held.undecided, 0))
    ORDER BY pool.position, pool.key) AS figures
  FROM pool LEFT JOIN held ON held.pool_id = pool.id GROUP BY pool.session_id
)
INSERT INTO seat_figures (session_id, figures, revision, changed_at)
SELECT looked.id, coalesce(counted.figures, '[]'), 1, $3::timestamptz
FROM looked LEFT JOIN counted ON counted.session_id = looked.id
WHERE coalesce(counted.figures, '[]') <> coalesce(looked.figures, '[]')
ORDER BY looked.id
ON CONFLICT (session_id) DO UPDATE SET figures = excluded.figures, revision = seat_figures.revision + 1,
  changed_at = greatest(seat_figures.changed_at, excluded.changed_at)
  WHERE seat_figures.figures <> excluded.figures`;

/**
 * Writes down the seats of the scope where they differ from what was shown last; nothing, where nobody came or went. Sessions that
 * are over keep what is written down of them. Those who look at the same moment write one after the other, in the order of ids;
 * whoever read too early puts back what was, and the next look puts it right.
 */
export async function noteSeats(db: DataSource, scope: StaffScope, now: Date): Promise<void> {
  await db.query(NOTE, [scope.organizations, scope.programmes, now]);
}

/** The dated sessions of the scope, cancelled ones too, in the order of date, time and id. */
export function selectStaffRows(db: DataSource, scope: StaffScope): Promise<StaffEventRow[]> {
  return db.query(
    `SELECT ${EVENT_COLUMNS}, coalesce(shown.figures, '[]') AS seats, coalesce(shown.revision, 0) AS "seatsRevision",
       shown.changed_at AS "seatsChangedAt"
     FROM sessions session ${EVENT_JOINS}
     LEFT JOIN seat_figures shown ON shown.session_id = session.id
     WHERE ${IN_SCOPE}
     ORDER BY session.starts_on, session.start_time NULLS FIRST, session.id`,
    [scope.organizations, scope.programmes],
  );
}

const REVISION = `
SELECT mark.marks || '.' || mark.hash || '.' || seats.revisions AS revision
FROM (${marks(`organization_id IN (SELECT unnest($1::uuid[]) UNION SELECT organization_id FROM programmes WHERE id = ANY($2::uuid[]))`)}) mark
CROSS JOIN (
  SELECT coalesce(sum(shown.revision), 0) AS revisions
  FROM seat_figures shown JOIN sessions session ON session.id = shown.session_id WHERE ${IN_SCOPE}
) seats`;

/**
 * Differs whenever a session of the scope differs, or the seats that are written down of it. Marks tell of sessions, also of those
 * that were taken away; seats of the same sessions never count less than before.
 */
export async function selectStaffRevision(db: DataSource, scope: StaffScope): Promise<string> {
  const [{ revision }] = await db.query(REVISION, [scope.organizations, scope.programmes]);
  return revision;
}
